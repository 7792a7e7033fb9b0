"""Fire alarms from buildings' own systems, by the frames of GB/T 26875.3 over TCP."""
