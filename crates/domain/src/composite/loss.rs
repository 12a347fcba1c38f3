//! What a clause lost that a meeting would notice: figures and words of obligation.
//!
//! Only what can be pointed at is said. Whether a clause means less is for people to judge.

/// One thing that a clause lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// A figure is gone.
    FigureRemoved(String),
    /// One figure stands in the place of another.
    FigureChanged {
        /// What stood there.
        from: String,
        /// What stands there.
        to: String,
    },
    /// A weaker word stands in the place of a stronger one.
    Softened {
        /// The stronger word.
        from: String,
        /// The weaker one.
        to: String,
    },
    /// A word of obligation is gone.
    DutyRemoved(String),
    /// Words that take back came in.
    ConditionAdded(String),
}

/// Words of one kind, from the strongest to the weakest; those in one row are as strong as each other.
struct Scale {
    rows: &'static [&'static [&'static str]],
    /// Losing a word of the first so many rows is told even where no weaker one came in.
    duties: usize,
}

const SCALES: &[Scale] = &[
    Scale {
        rows: &[
            &["must", "shall"],
            &["will"],
            &["should"],
            &["may", "might", "could"],
        ],
        duties: 1,
    },
    Scale {
        rows: &[
            &[
                "demand",
                "demands",
                "insist",
                "insists",
                "instruct",
                "instructs",
                "require",
                "requires",
            ],
            &["call", "calls", "urge", "urges"],
            &["ask", "asks", "request", "requests"],
            &["invite", "invites", "encourage", "encourages"],
        ],
        duties: 1,
    },
    Scale {
        rows: &[
            &["ensure", "guarantee"],
            &["aim", "seek", "try", "promote", "support"],
            &["consider", "explore", "review", "examine"],
        ],
        duties: 1,
    },
    Scale {
        rows: &[
            &["end", "abolish", "ban", "scrap", "stop"],
            &["reduce", "limit"],
            &["review", "reconsider"],
        ],
        duties: 0,
    },
    Scale {
        rows: &[&["all", "every", "each"], &["most"], &["many"], &["some"]],
        duties: 0,
    },
    Scale {
        rows: &[&["immediately"], &["soon", "gradually"], &["eventually"]],
        duties: 1,
    },
];

const CONDITIONS: &[&str] = &[
    "where possible",
    "wherever possible",
    "if possible",
    "as far as possible",
    "where appropriate",
    "where practicable",
    "when resources allow",
    "subject to",
    "in principle",
    "in the long term",
];

/// What the second wording has lost of the first.
pub fn losses(old: &str, new: &str) -> Vec<Loss> {
    let mut told = figures_lost(old, new);
    let (old_words, new_words) = (words(old), words(new));
    let (gone, come) = (less(&old_words, &new_words), less(&new_words, &old_words));
    for scale in SCALES {
        let mut weaker: Vec<(usize, &String)> = come
            .iter()
            .filter_map(|word| Some((scale.row(word)?, word)))
            .collect();
        weaker.sort_by_key(|(row, _)| *row);
        let mut stronger: Vec<(usize, &String)> = gone
            .iter()
            .filter_map(|word| Some((scale.row(word)?, word)))
            .collect();
        stronger.sort_by_key(|(row, _)| *row);
        for (row, from) in stronger {
            // Another word of the same strength took its place.
            if let Some(at) = weaker.iter().position(|(other, _)| *other <= row) {
                weaker.remove(at);
                continue;
            }
            match weaker.first().map(|(_, to)| (*to).clone()) {
                Some(to) => {
                    weaker.remove(0);
                    told.push(Loss::Softened {
                        from: from.clone(),
                        to,
                    });
                }
                None if row < scale.duties => told.push(Loss::DutyRemoved(from.clone())),
                None => {}
            }
        }
    }
    let (old_line, new_line) = (old_words.join(" "), new_words.join(" "));
    let holds = |line: &str, phrase: &str| format!(" {line} ").contains(&format!(" {phrase} "));
    told.extend(
        CONDITIONS
            .iter()
            .filter(|phrase| holds(&new_line, phrase) && !holds(&old_line, phrase))
            .map(|phrase| Loss::ConditionAdded((*phrase).to_owned())),
    );
    told
}

impl Scale {
    fn row(&self, word: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.contains(&word))
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// What stands in one list more often than in another, in order.
fn less(one: &[String], other: &[String]) -> Vec<String> {
    let mut rest = other.to_vec();
    one.iter()
        .filter(|item| match rest.iter().position(|there| there == *item) {
            Some(at) => {
                rest.swap_remove(at);
                false
            }
            None => true,
        })
        .cloned()
        .collect()
}

/// Numbers that are spelled out. "One" is as often no number.
const SPELLED: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "half", "double", "twice",
];

/// Numbers with what belongs to them: "£2 million", "12%", "2018-19", "twenty".
fn figures(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut previous_is_figure = false;
    for token in text.split_whitespace() {
        let ends = |c: char| !c.is_alphanumeric() && !matches!(c, '£' | '$' | '€' | '%');
        let token = token.trim_matches(ends);
        let magnitude = matches!(
            token.to_lowercase().as_str(),
            "million" | "billion" | "thousand" | "hundred" | "percent" | "per" | "cent"
        );
        let spelled = SPELLED.contains(&token.to_lowercase().as_str());
        if spelled || token.contains(|c: char| c.is_ascii_digit()) {
            found.push(token.to_owned());
            previous_is_figure = true;
        } else if magnitude && previous_is_figure {
            if let Some(figure) = found.last_mut() {
                figure.push(' ');
                figure.push_str(token);
            }
        } else {
            previous_is_figure = false;
        }
    }
    for figure in &mut found {
        // "£5 per week" is five pounds.
        if let Some(bare) = figure.strip_suffix(" per") {
            *figure = bare.to_owned();
        }
    }
    found
}

fn figures_lost(old: &str, new: &str) -> Vec<Loss> {
    let (old, new) = (figures(old), figures(new));
    let (gone, come) = (less(&old, &new), less(&new, &old));
    match (gone.as_slice(), come.as_slice()) {
        ([from], [to]) => vec![Loss::FigureChanged {
            from: from.clone(),
            to: to.clone(),
        }],
        _ => gone.into_iter().map(Loss::FigureRemoved).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &[Loss]) {
        assert_eq!(losses(old, new), expected, "{old} / {new}");
    }

    fn softened(from: &str, to: &str) -> Loss {
        Loss::Softened {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    #[test]
    fn obligations() {
        check(
            "Councils must pay",
            "Councils should pay",
            &[softened("must", "should")],
        );
        check("Councils should pay", "Councils must pay", &[]);
        check("Councils must pay", "Councils shall pay", &[]);
        check(
            "Conference demands buses",
            "Conference calls for buses",
            &[softened("demands", "calls")],
        );
        check(
            "They must pay, now",
            "They pay",
            &[Loss::DutyRemoved("must".to_owned())],
        );
        check(
            "for all children",
            "for some children",
            &[softened("all", "some")],
        );
        check("for all children", "for children", &[]);
        check(
            "ensure pay rises",
            "explore pay rises",
            &[softened("ensure", "explore")],
        );
    }

    #[test]
    fn figures_that_go() {
        check(
            "£2 million for 40 towns by 2030.",
            "Money for towns",
            &[
                Loss::FigureRemoved("£2 million".to_owned()),
                Loss::FigureRemoved("40".to_owned()),
                Loss::FigureRemoved("2030".to_owned()),
            ],
        );
        check(
            "a rise of 12%, at once",
            "a rise of 5 per cent",
            &[Loss::FigureChanged {
                from: "12%".to_owned(),
                to: "5 per cent".to_owned(),
            }],
        );
        check("£5 per week", "£5 a week", &[]);
        check(
            "in ten years",
            "in twenty years",
            &[Loss::FigureChanged {
                from: "ten".to_owned(),
                to: "twenty".to_owned(),
            }],
        );
        check("a bus", "3 buses", &[]);
    }

    #[test]
    fn conditions_that_come() {
        check(
            "Build homes",
            "Build homes, where possible",
            &[Loss::ConditionAdded("where possible".to_owned())],
        );
    }
}
