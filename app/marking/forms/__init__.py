"""What is typed on sheets and in rubrics."""
