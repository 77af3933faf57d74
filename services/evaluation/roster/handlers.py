"""What evaluation keeps of the others for its access: ended sessions, closed schools."""

from shared.access.ended import follow_ended_sessions
from shared.handlers import Handlers
from shared.schools import follow_schools

handlers = Handlers("evaluation")
follow_ended_sessions(handlers)
follow_schools(handlers)
