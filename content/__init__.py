"""The study library: lectures, first topics and month plans, and the code that reads and searches them."""
