"""The roster as invitations keeps it: who teaches whom, who is guardian of whom, today."""
