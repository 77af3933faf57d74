"""What the classes of "Awanui Valley" are given to do. All invented; years 1 to 13.

Each line: title, what it is, category, the top score (0: told in the class's words), and in how
many school days it is due (negative: it was).
"""

from typing import NamedTuple

# The five words that schools here tell progress in. Source: New Zealand Ministry of Education,
# progress descriptors for years 0–10.
PROGRESS_WORDS = ("Emerging", "Developing", "Consolidating", "Proficient", "Exceeding")
NCEA_WORDS = ("Not achieved", "Achieved", "Merit", "Excellence")


class Work(NamedTuple):
    """One piece of work; ``key`` names it within its class, for as long as the demo lives."""

    key: str
    title: str
    about: str
    category: str
    highest: int
    due: int


WORK: dict[str, tuple[Work, ...]] = {
    "c-room-2": (
        Work("sounds", "Letter sounds: m to s", "Say the sound of each letter.", "check", 7, -16),
        Work("family", "My family tree", "Draw who is in your family.", "project", 0, -9),
        Work("counting", "Counting on to 20", "Start at a number and count on.", "check", 20, -4),
        Work("reading", "Reading aloud to someone", "Read a short book aloud.", "home", 0, 2),
    ),
    "c-room-5": (
        Work("skip", "Skip counting in 2s, 5s and 10s", "Count in steps.", "check", 30, -15),
        Work("weekend", "Writing: my weekend", "Five sentences in order.", "project", 0, -10),
        Work("pepeha", "My pepeha", "Learn and say your pepeha.", "project", 0, -5),
        Work("float", "Science: what floats?", "Guess, test, write it down.", "check", 10, -2),
        Work("spelling", "Spelling list 11", "Ten words from this week’s book.", "home", 10, 3),
    ),
    "c-room-7": (
        Work("spelling-13", "Spelling list 13", "Ten words from the book.", "home", 10, -19),
        Work("trees", "Science: trees of our valley", "Leaves, bark and seeds.", "project", 0, -14),
        Work("tables", "Times tables: 3, 4 and 6", "Twenty quick sums.", "check", 20, -11),
        Work("letter", "A letter to my grandparents", "A letter to send.", "project", 0, -8),
        Work("bay", "Reading: the boat in the bay", "Say why people did it.", "check", 12, -6),
        Work("notes", "Maths journal", "Show how you worked it out.", "home", 0, -4),
        Work("speech", "A speech about a place", "Two minutes, with cards.", "project", 0, -3),
        Work("running", "Reading aloud with Ms Parata", "One page, read aloud.", "check", 0, -2),
        Work(
            "street",
            "My street in numbers",
            "Count things on your street and draw a chart. Walk with someone from home.",
            "home",
            0,
            4,
        ),
        Work("spelling-14", "Spelling list 14", "Ten words from this week’s book.", "home", 10, 5),
    ),
    "c-room-9": (
        Work("line", "Fractions on a number line", "Place and compare.", "check", 15, -13),
        Work("later", "Should school start later?", "Give your reasons.", "project", 0, -8),
        Work("shore", "Field notes: the rocky shore", "Draw and label.", "project", 0, -4),
        Work("bread", "Recipe in two languages", "Write a recipe from home.", "home", 0, 3),
    ),
    "c-room-12": (
        Work("percent", "Decimals and percentages", "Change one to the other.", "check", 25, -12),
        Work("change", "Speech: a change I would make", "Three minutes.", "project", 0, -7),
        Work("circuit", "Electric circuits", "Build it and draw it.", "check", 20, -3),
        Work("budget", "Plan a class meal", "Cost it for 25 people.", "home", 0, 4),
    ),
    "c-9n": (
        Work("acids", "Science: acids and bases", "Test things from home.", "check", 30, -12),
        Work("timeline", "A treaty timeline", "Eight dates and why.", "project", 0, -9),
        Work("story", "Short story", "About 600 words.", "project", 0, -3),
        Work("interview", "Interview someone older", "Ask how they learned.", "home", 0, 6),
    ),
    "c-maths-9": (
        Work("patterns", "Linear patterns", "Find the rule and test it.", "check", 20, -11),
        Work("survey", "A survey of our class", "Ask, count, draw.", "project", 0, -7),
        Work("puzzles", "Puzzle week", "Twenty points, and extra puzzles.", "check", 20, -2),
        Work("area", "Area of circles", "Exercises 1 to 12.", "home", 12, 2),
    ),
    "c-10k": (
        Work("essay", "Essay: a film and its setting", "About 800 words.", "project", 0, -10),
        Work("right", "Right-angled triangles", "Find the missing side.", "check", 25, -5),
        Work("water", "Water quality of our river", "Three samples.", "project", 0, 3),
    ),
    "c-11-13": (
        Work("reading", "English: close reading", "Unfamiliar text.", "internal", 0, -14),
        Work("internal", "Statistics: an investigation", "Report.", "internal", 0, -8),
        Work("practice", "Practice exam: mathematics", "Two hours.", "check", 60, -4),
        Work("portfolio", "Portfolio: three drafts", "Bring all drafts.", "internal", 0, 5),
    ),
}
CATEGORIES = {
    "check": "Check of what we know",
    "project": "Project",
    "home": "To do at home",
    "internal": "NCEA internal assessment",
}
COMMENTS = (
    "Kind to others in the group, and it shows in the work.",
    "Clear thinking. Next: say how you know.",
    "A good start. We will look at the middle part together.",
    "You asked for help at the right moment.",
)
