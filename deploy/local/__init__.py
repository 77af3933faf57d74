"""The one-command local run: real servers and every process of the system on one machine."""
