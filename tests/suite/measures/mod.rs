//! The measures of an area: what they count, edge by edge; whose people; what others may see of them.

mod stories;
mod suppression;
