"""Pages that gather from everyone: home, help, the desk of what waits for me, and how the house is doing."""
