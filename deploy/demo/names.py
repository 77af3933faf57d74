"""Names for invented people, by the language at home. Combined freely; nobody is meant."""

LANGUAGES = ("en", "mi", "ar", "to", "sm", "zh", "hi")

GIVEN: dict[str, tuple[str, ...]] = {
    "en": ("Ella", "Finn", "Harriet", "Jack", "Maeve", "Noah", "Poppy", "Rowan", "Tess", "Will"),
    "mi": ("Anahera", "Hemi", "Kahurangi", "Mānuka", "Ngaio", "Rangi", "Te Ao", "Wairere", "Īhaka"),
    "ar": ("Amal", "Bassam", "Dina", "Farid", "Hala", "Karim", "Layla", "Nour", "Rania", "Sami"),
    "to": ("ʻAlisi", "Fetuʻu", "Lavinia", "Manu", "Paula", "Seini", "Siaosi", "Tevita", "Vika"),
    "sm": ("Fetū", "Ioane", "Lagi", "Malia", "Pele", "Sefo", "Sina", "Tavita", "Tala", "Vai"),
    "zh": ("An", "Bo", "Chen", "Fang", "Hui", "Jing", "Ming", "Qiang", "Xin", "Yue"),
    "hi": ("Aarav", "Diya", "Ishaan", "Kavya", "Meera", "Nikhil", "Priya", "Rohan", "Tara"),
}

FAMILY: dict[str, tuple[str, ...]] = {
    "en": ("Ashcroft", "Brennan", "Calder", "Drummond", "Ellery", "Fairweather", "O’Brien"),
    "mi": ("Kereama", "Māhaki", "Ngata-Reid", "Paewai", "Tāmihana", "Waitere"),
    "ar": ("Al-Amin", "Darwish", "Farhat", "Khoury", "Nasser"),
    "to": ("Fonua", "Kaufana", "Lolohea", "Moala", "Tupouʻila"),
    "sm": ("Aumua", "Faleolo", "Leota", "Sefuiva", "Tuimavave"),
    "zh": ("Chen", "Gao", "Liang", "Sun", "Wu"),
    "hi": ("Banerjee", "Chauhan", "Iyer", "Mehta", "Sharma"),
}
