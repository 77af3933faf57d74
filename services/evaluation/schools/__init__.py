"""The district's schools as an operator sees them: adding, quotas, suspending, removing."""
