//! Compiles the migrations in anew when one is added; `sqlx::migrate!` alone sees only those that it had read.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations/postgres");
}
