"""The Model Context Protocol: the same actions for agents, at /mcp."""
