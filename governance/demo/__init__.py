"""The demonstration: two invented services, invented people, and the paper's own case study as it happened."""
