"""The roster as messaging keeps it: who is who, in which school, with which role and contact."""
