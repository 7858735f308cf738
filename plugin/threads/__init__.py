"""Work beside the main thread, whatever program runs it: threads, and what comes back from them."""
