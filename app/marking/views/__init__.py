"""Pages of marking: rubrics, the sheets of a marker, sheets on paper."""
