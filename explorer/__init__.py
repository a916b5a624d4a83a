"""The site of the AI Research Explorer."""
