//! What runs in the browser: only where typing or pointing needs it.
