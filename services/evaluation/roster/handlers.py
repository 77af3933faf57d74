"""What evaluation keeps of the others for its access: the sessions that were ended."""

from shared.access.ended import follow_ended_sessions
from shared.handlers import Handlers

handlers = Handlers("evaluation")
follow_ended_sessions(handlers)
