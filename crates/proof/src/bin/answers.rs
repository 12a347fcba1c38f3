//! Writes the corpus to a file, an input a line, each with the answer of this build.

use std::env;
use std::fs;
use std::io;
use std::process::ExitCode;

use proof::answer::answer;
use proof::corpus;
use serde_json::json;

fn main() -> ExitCode {
    let Some(file) = env::args().nth(1) else {
        eprintln!("usage: answers FILE");
        return ExitCode::from(2);
    };
    match write(&file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(file: &str) -> io::Result<()> {
    let mut out = String::new();
    for kept in corpus::all()? {
        // Bytes that are no text are replaced on the way in, so that both sides get the same.
        let input = String::from_utf8_lossy(&kept.input);
        let answer = answer(input.as_bytes());
        out += &json!({"name": kept.name, "input": input, "answer": answer}).to_string();
        out.push('\n');
    }
    fs::write(file, out)
}
