"""What is kept of requests and of bugs, in files and in memory. Knows nothing of where a request came in."""
