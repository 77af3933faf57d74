"""The templates an activity can begin with: what it is for, what to say, why it works.

Their order is advice: by how much is known to come of it for children of that age (S108), reading
first (S113). None is a worksheet for home: they build on routines and on what families know (S52).
"""

from collections.abc import Mapping

from services.invitations.activities.catalogue import IMPORTED, Age, Template
from shared.events.invitations import ActivityKind, Focus, Support, Way
from shared.web.languages import LazyString, lazy_

_TEMPLATES = (
    Template(
        slug="reading-together",
        name=lazy_("Reading together"),
        about=lazy_("Six short evenings: families read, tell and listen with their children."),
        why=lazy_(
            "Reading and telling stories together, in any language, is where families make the "
            "clearest difference to young children's learning. Start here."
        ),
        kind=ActivityKind.COLLABORATION,
        focus=Focus.LEARNING,
        evidence=(1, 2),
        icon="learning",
        title=lazy_("Reading together"),
        relevance=lazy_(
            "Children who read and talk about stories with their family understand more of what "
            "they read. Bring a story in any language, or just listen."
        ),
        at_home=lazy_("Tell or read a story together before bed, in your own language."),
        supports=(Support.INTERPRETER, Support.CHILD_CARE, Support.FOOD, Support.QUIET_SPACE),
        ways=(Way.AT_HOME,),
        sessions=6,
    ),
    Template(
        slug="learn-together",
        name=lazy_("Learn-together session"),
        about=lazy_("Families and children learn the same new thing, side by side."),
        why=lazy_(
            "Families see how a topic is taught now, and take home a game or a question that "
            "fits their day."
        ),
        kind=ActivityKind.COLLABORATION,
        focus=Focus.LEARNING,
        evidence=(1, 2),
        icon="learning",
        title=lazy_("Your child teaches you"),
        relevance=lazy_(
            "Children who explain something understand it better. You see how we learn it in "
            "class, and take a game home."
        ),
        at_home=lazy_("Ask your child to teach you one thing from this week."),
        supports=(Support.INTERPRETER, Support.CHILD_CARE, Support.FOOD),
        ways=(Way.AT_HOME,),
        sessions=3,
    ),
    Template(
        slug="plans-talk",
        name=lazy_("Talking about plans"),
        about=lazy_("Students and families talk about subjects, work and study after school."),
        why=lazy_(
            "For older students, talk about plans and high hopes at home does more than help "
            "with the work itself."
        ),
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.LEARNING,
        evidence=(2, 1),
        icon="message",
        title=lazy_("What comes next? An evening about plans"),
        relevance=lazy_(
            "Students who talk with their family about where they want to go choose better and "
            "stay with it longer."
        ),
        at_home=lazy_("Tell your child about a choice that you once made, and why."),
        ways=(Way.AT_HOME, Way.ONLINE),
    ),
    Template(
        slug="conference",
        name=lazy_("Conference"),
        about=lazy_("Student, family and teacher agree what comes next for the learning."),
        why=lazy_(
            "Goals that family, child and teacher set together are the ones that all three work on."
        ),
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.LEARNING,
        evidence=(1, 1),
        icon="people",
        title=lazy_("Let us talk about learning"),
        relevance=lazy_(
            "You know your child best. Together we choose one or two next steps for this term."
        ),
        calling=lazy_("%(children)s would like to show you their work."),
        ways=(Way.ONLINE, Way.PHONE),
        leads_to="/invitations/conferences/s/{school_id}/new",
    ),
    Template(
        slug="families-teach",
        name=lazy_("Families teach"),
        about=lazy_("A family shows what it knows: a craft, a language, a job, a story."),
        why=lazy_(
            "Children learn more from lessons that build on what their families know and do. "
            "The school learns too."
        ),
        kind=ActivityKind.COLLABORATION,
        focus=Focus.LEARNING,
        evidence=(1, 1),
        icon="people",
        title=lazy_("Teach us what you know"),
        relevance=lazy_(
            "What you know and do every day becomes part of what the class learns this term."
        ),
        at_home=lazy_("Let your child help with something that you are good at."),
        supports=(Support.INTERPRETER, Support.CHILD_CARE, Support.TRANSPORT),
        ways=(Way.AT_HOME, Way.RECORDED),
    ),
    Template(
        slug="everyday-learning",
        name=lazy_("Learning in what you do anyway"),
        about=lazy_("Cooking, shopping, gardens, faith: the learning that is there already."),
        why=lazy_("It fits into the day, in your own language, and no home becomes a classroom."),
        kind=ActivityKind.COLLABORATION,
        focus=Focus.LEARNING,
        evidence=(1, 2),
        icon="home",
        title=lazy_("The learning in your day"),
        relevance=lazy_(
            "Counting out plates, telling how it used to be, planning a trip: we show where the "
            "learning is, and hear what you do."
        ),
        at_home=lazy_("Do one thing together that you do anyway, and talk about it."),
        ways=(Way.AT_HOME,),
    ),
    Template(
        slug="class-demonstration",
        name=lazy_("Class demonstration"),
        about=lazy_("Families sit in on a lesson and try it themselves."),
        why=lazy_("Who has seen how it is taught can talk about it at home the same evening."),
        kind=ActivityKind.COLLABORATION,
        focus=Focus.LEARNING,
        evidence=(2, 2),
        icon="learning",
        title=lazy_("See how we learn"),
        relevance=lazy_("You see how your child learns this now, and what to ask at home."),
        calling=lazy_("See how %(children)s learns in class."),
        ways=(Way.RECORDED,),
    ),
    Template(
        slug="performance",
        name=lazy_("Performance"),
        about=lazy_("Children sing, dance, act or show, and each invitation names them."),
        why=lazy_(
            "Hardly anything brings as many families in as their own child on stage. Use it to "
            "meet those who come seldom."
        ),
        kind=ActivityKind.INFORMS_FAMILIES,
        focus=Focus.LEARNING,
        evidence=(2, 2),
        icon="people",
        title=lazy_("Our class on stage"),
        relevance=lazy_(
            "Preparing to show something to people they love makes children practise, speak and "
            "listen with care."
        ),
        calling=lazy_("Come and see %(children)s on stage."),
        supports=(Support.CHILD_CARE, Support.TRANSPORT, Support.QUIET_SPACE),
        ways=(Way.RECORDED, Way.ONLINE),
    ),
    Template(
        slug="home-visit",
        name=lazy_("Home visit"),
        about=lazy_("The teacher comes to a place of the family's choice, to listen."),
        why=lazy_("Trust grows where the family is at home, and the teacher learns the most."),
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.WELLBEING,
        evidence=(2, 2),
        icon="home",
        title=lazy_("May we visit you?"),
        relevance=lazy_(
            "We would like to hear from you what your child loves and needs. At home, in a park "
            "or at school: you choose."
        ),
        supports=(Support.INTERPRETER,),
        ways=(Way.ONLINE, Way.PHONE),
        leads_to="/invitations/visits/s/{school_id}/new",
    ),
    Template(
        slug="hui",
        name=lazy_("Hui"),
        about=lazy_("Families and school meet to talk and decide, with time and with food."),
        why=lazy_("Decisions last when those they concern took them together."),
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.LEARNING,
        evidence=(2, 2),
        icon="people",
        title=lazy_("Hui: what matters for our children"),
        relevance=lazy_("You decide with us what the children's learning is built on this year."),
        supports=(Support.INTERPRETER, Support.CHILD_CARE, Support.FOOD, Support.TRANSPORT),
        ways=(Way.ONLINE,),
    ),
    Template(
        slug="workshop",
        name=lazy_("Workshop"),
        about=lazy_("An evening about one question that families asked."),
        why=lazy_("It helps when families chose the question, and go home with one thing to try."),
        kind=ActivityKind.INFORMS_FAMILIES,
        focus=Focus.LEARNING,
        evidence=(2, 2),
        icon="info",
        title=lazy_("An evening about what you asked"),
        relevance=lazy_("You take home one thing to try, and we hear what would help you."),
        supports=(Support.INTERPRETER, Support.CHILD_CARE, Support.FOOD),
        ways=(Way.ONLINE, Way.RECORDED),
    ),
    Template(
        slug=IMPORTED,
        name=lazy_("A programme from elsewhere"),
        about=lazy_("A ready-made programme, fitted to these families before it starts."),
        why=lazy_("No programme fits everywhere: say what you change for the families you ask."),
        kind=ActivityKind.COLLABORATION,
        focus=Focus.LEARNING,
        evidence=(2, 2),
        icon="download",
        title=lazy_("Learning together: our own version"),
        relevance=lazy_("What your child gains from it, in two short sentences."),
        ways=(Way.AT_HOME,),
        sessions=4,
    ),
    Template(
        slug="policy-consultation",
        name=lazy_("Policy consultation"),
        about=lazy_("Families say what they think before the school decides."),
        why=lazy_("Families who helped to write a rule know it, and know that they were heard."),
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.SCHOOL_SUPPORT,
        evidence=(3, 3),
        icon="message",
        title=lazy_("Before we decide: what do you think?"),
        relevance=lazy_("Say in one sentence what changes for children, and what is still open."),
        ways=(Way.ONLINE, Way.PHONE),
    ),
    Template(
        slug="volunteering",
        name=lazy_("Volunteering"),
        about=lazy_("Families lend a hand: a trip, a garden, a stall."),
        why=lazy_("It helps the school and is a first step in. Learning needs something more."),
        kind=ActivityKind.SUPPORTS_SCHOOL,
        focus=Focus.SCHOOL_SUPPORT,
        evidence=(3, 3),
        icon="plus",
        title=lazy_("Can you lend a hand?"),
        relevance=lazy_("Say what the children can do because you help."),
        supports=(Support.CHILD_CARE, Support.FOOD),
    ),
    Template(
        slug="permission-slip",
        name=lazy_("Permission slip"),
        about=lazy_("One answer for each child, from one of the adults who may give it."),
        why=lazy_("Quick and clear: families see at once what is asked, and until when."),
        kind=ActivityKind.INFORMS_FAMILIES,
        focus=Focus.LEARNING,
        evidence=(3, 3),
        icon="check",
        title=lazy_("May your child come along?"),
        relevance=lazy_("Say where the class goes and what the children learn there."),
        calling=lazy_("May %(children)s come along?"),
        supports=(Support.COST_HELP,),
        one_answer=True,
    ),
)

TEMPLATES: Mapping[str, Template] = {one.slug: one for one in _TEMPLATES}
LEVELS: Mapping[int, LazyString] = {
    1: lazy_("Helps learning most"),
    2: lazy_("Brings families in"),
    3: lazy_("Useful, mainly for the school"),
}


def by_evidence(age: Age) -> list[tuple[LazyString, list[Template]]]:
    """The templates under how much is known to come of them for children of that age."""
    return [
        (name, [one for one in _TEMPLATES if one.level(age) == level])
        for level, name in LEVELS.items()
    ]
