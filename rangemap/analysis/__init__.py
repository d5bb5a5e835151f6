"""What follows: reach, comparison, thresholds, disputes, depth, lesson, story, profile."""
