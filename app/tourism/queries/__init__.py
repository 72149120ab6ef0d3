"""Questions about Đảo Cò."""
