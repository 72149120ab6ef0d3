"""Pages of the administrator; the auditor reads them too."""
