"""OGC SensorThings API 1.1, part 1 (OGC 18-088): what is asked, and what is made, by its rules."""
