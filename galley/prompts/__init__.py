"""What Claude is told. Each file has one task's wording, with a version that is kept with every finding."""
