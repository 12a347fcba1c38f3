//! The family tree of a text: its versions, what CLPs made of them, the composites, and what a conference did.
//!
//! The tree is a list of [nodes](Node) that name their parents; [`draw`] lays it out for a picture and [`outline`] as a
//! nested list that says the same.

use super::State;
use crate::text::canon::offset;

/// What a node of the tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A published version.
    Version,
    /// CLPs that passed a version word for word.
    Model,
    /// The words of one CLP.
    Variant,
    /// A composite.
    Composite,
    /// Carried, lost or remitted.
    Outcome,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// More about it, or empty.
    pub note: String,
    /// The number of the adoption that it stands for, where it is one.
    pub adoption: Option<u32>,
    /// What it was made from, by place in the list; always earlier ones.
    pub parents: Vec<u32>,
}

/// A meeting's text: a composite, by its name and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// What tells it apart from others.
    pub key: String,
    /// Its name.
    pub name: String,
}

/// What the tree needs to know of an adoption that its CLP passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kin {
    /// Its number.
    pub number: u32,
    /// The name to show.
    pub name: String,
    /// The version that was taken.
    pub version: u32,
    /// The share of the model's words in percent, where the CLP passed its own words.
    pub variant: Option<u32>,
    /// The adoption whose words it was made from, where it was not the model.
    pub from: Option<u32>,
    /// The composite that it went into.
    pub composite: Option<Meeting>,
    /// Where it stands.
    pub state: State,
}

/// Makes the tree. Versions come first, in their order; then those that passed a version as it is, taken together;
/// variants after what they were made from; composites and outcomes last. A variant that would descend from itself, or
/// from one that is not shown, hangs on its version.
pub fn family(versions: &[u32], kin: &[Kin]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut of_version: Vec<(u32, u32)> = Vec::new();
    for version in versions {
        let parents = of_version.last().map(|(_, node)| *node).into_iter().collect();
        of_version.push((*version, offset(nodes.len())));
        nodes.push(Node {
            kind: NodeKind::Version,
            name: format!("Version {version}"),
            note: String::new(),
            adoption: None,
            parents,
        });
    }
    let version_node = |version: u32| {
        let found = of_version.iter().find(|(there, _)| *there == version);
        found.or(of_version.last()).map(|(_, node)| *node)
    };
    let mut of_kin: Vec<(u32, u32)> = Vec::new();
    for version in versions {
        let same: Vec<&Kin> = kin
            .iter()
            .filter(|kin| kin.variant.is_none() && kin.version == *version)
            .collect();
        let (Some(first), Some(parent)) = (same.first(), version_node(*version)) else {
            continue;
        };
        let node = offset(nodes.len());
        of_kin.extend(same.iter().map(|kin| (kin.number, node)));
        nodes.push(Node {
            kind: NodeKind::Model,
            name: match same.len() {
                1 => first.name.clone(),
                count => format!("{count} CLPs"),
            },
            note: "Word for word".to_owned(),
            adoption: (same.len() == 1).then_some(first.number),
            parents: vec![parent],
        });
    }
    // Each round places those whose parent has its place; what is left goes in a circle.
    let mut left: Vec<&Kin> = kin.iter().filter(|kin| kin.variant.is_some()).collect();
    while !left.is_empty() {
        let waits = |kin: &Kin| {
            kin.from
                .is_some_and(|from| from != kin.number && left.iter().any(|other| other.number == from))
        };
        let (mut ready, mut rest): (Vec<&Kin>, Vec<&Kin>) = left.iter().partition(|kin| !waits(kin));
        if ready.is_empty() {
            ready = vec![rest.remove(0)];
        }
        for kin in ready {
            let made_from = kin
                .from
                .and_then(|from| of_kin.iter().find(|(number, _)| *number == from));
            let parents = made_from
                .map(|(_, node)| *node)
                .or_else(|| version_node(kin.version))
                .into_iter()
                .collect();
            of_kin.push((kin.number, offset(nodes.len())));
            nodes.push(Node {
                kind: NodeKind::Variant,
                name: kin.name.clone(),
                note: format!("{}% of the words", kin.variant.unwrap_or(0)),
                adoption: Some(kin.number),
                parents,
            });
        }
        left = rest;
    }
    let node_of = |kin: &Kin| of_kin.iter().find(|(number, _)| *number == kin.number);
    // Of each composite, and of what was debated by itself: who went in and what became of it.
    let mut meetings: Vec<(&Meeting, Vec<u32>, Option<State>)> = Vec::new();
    let mut alone: Vec<(u32, State)> = Vec::new();
    for kin in kin {
        let Some((_, node)) = node_of(kin) else { continue };
        let end = outcome(kin.state).map(|_| kin.state);
        match &kin.composite {
            Some(meeting) => match meetings.iter_mut().find(|(there, ..)| there.key == meeting.key) {
                Some((_, parents, became)) => {
                    if !parents.contains(node) {
                        parents.push(*node);
                    }
                    *became = became.or(end);
                }
                None => meetings.push((meeting, vec![*node], end)),
            },
            None => {
                if let Some(end) = end.filter(|end| !alone.contains(&(*node, *end))) {
                    alone.push((*node, end));
                }
            }
        }
    }
    for (meeting, mut parents, became) in meetings {
        parents.sort_unstable();
        let node = offset(nodes.len());
        nodes.push(Node {
            kind: NodeKind::Composite,
            name: meeting.name.clone(),
            note: String::new(),
            adoption: None,
            parents,
        });
        alone.extend(became.map(|end| (node, end)));
    }
    for (node, end) in alone {
        nodes.push(Node {
            kind: NodeKind::Outcome,
            name: outcome(end).unwrap_or_default().to_owned(),
            note: String::new(),
            adoption: None,
            parents: vec![node],
        });
    }
    nodes
}

const fn outcome(state: State) -> Option<&'static str> {
    match state {
        State::Carried => Some("Carried"),
        State::Lost => Some("Lost"),
        State::Remitted => Some("Remitted"),
        _ => None,
    }
}

/// A line of the nested list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The node.
    pub node: u32,
    /// What else it was made from, by place in the list of nodes.
    pub also: Vec<u32>,
    /// What was made from it.
    pub children: Vec<Line>,
}

/// The tree as a nested list: every node once, under the first of what it was made from.
pub fn outline(nodes: &[Node]) -> Vec<Line> {
    let mut lines: Vec<Option<Line>> = (0..)
        .zip(nodes)
        .map(|(node, of)| {
            Some(Line {
                node,
                also: of.parents.iter().skip(1).copied().collect(),
                children: Vec::new(),
            })
        })
        .collect();
    let mut top = Vec::new();
    // Parents stand before their children: from the end on, every line is whole when it is handed up.
    for (at, node) in nodes.iter().enumerate().rev() {
        let Some(line) = lines[at].take() else { continue };
        let parent = node
            .parents
            .first()
            .and_then(|parent| lines.get_mut(*parent as usize))
            .and_then(Option::as_mut);
        match parent {
            Some(parent) => parent.children.insert(0, line),
            None => top.insert(0, line),
        }
    }
    top
}

/// A node in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which node.
    pub node: u32,
    /// Its left edge.
    pub x: u32,
    /// Its upper edge.
    pub y: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Its words, cut to what fits.
    pub lines: Vec<String>,
}

/// From what a node was made to the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// From which node.
    pub from: u32,
    /// To which node.
    pub to: u32,
    /// Where it starts.
    pub start: (u32, u32),
    /// Where it ends.
    pub end: (u32, u32),
}

/// A laid-out tree, in units that a browser may scale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The nodes.
    pub nodes: Vec<Placed>,
    /// The lines between them.
    pub edges: Vec<Edge>,
}

const WIDTH: u32 = 168;
const HEIGHT: u32 = 48;
const ACROSS: u32 = 48;
const DOWN: u32 = 16;
const EDGE: u32 = 4;
/// Letters that fit into a box.
const LETTERS: usize = 22;

/// Lays a tree out from left to right: versions in the first column, all else one column after what it was made from,
/// in the order of that.
pub fn draw(nodes: &[Node]) -> Drawing {
    let mut column: Vec<u32> = Vec::new();
    for node in nodes {
        let after = |parent: &u32| column.get(*parent as usize).map_or(0, |there| there + 1);
        let own = match node.kind {
            NodeKind::Version => 0,
            _ => node.parents.iter().map(after).max().unwrap_or(0),
        };
        column.push(own);
    }
    // Composites stand in one column, and what became of anything in the last.
    let last = |kind: NodeKind, column: &[u32]| {
        let of = nodes.iter().zip(column).filter(|(node, _)| node.kind == kind);
        of.map(|(_, column)| *column).max()
    };
    let composites = last(NodeKind::Composite, &column);
    let outcomes = last(NodeKind::Outcome, &column).max(composites.map(|column| column + 1));
    for (node, column) in nodes.iter().zip(&mut column) {
        match node.kind {
            NodeKind::Composite => *column = composites.unwrap_or(*column),
            NodeKind::Outcome => *column = outcomes.unwrap_or(*column),
            _ => {}
        }
    }
    let mut placed: Vec<Option<Placed>> = vec![None; nodes.len()];
    let (mut width, mut height) = (0, 0);
    for at in 0..=column.iter().copied().max().unwrap_or(0) {
        let middle = |n: usize| {
            let parents = nodes[n].parents.iter();
            let ys: Vec<u32> = parents
                .filter_map(|parent| placed.get(*parent as usize)?.as_ref())
                .map(|parent| parent.y)
                .collect();
            ys.iter().sum::<u32>() / offset(ys.len()).max(1)
        };
        let own = (0..nodes.len()).filter(|n| column[*n] == at);
        // The first column holds the versions, one under the other.
        let mut own: Vec<(u32, usize)> = own.map(|n| (if at == 0 { 0 } else { middle(n) }, n)).collect();
        own.sort_unstable();
        let mut y = EDGE;
        for (middle, n) in own {
            // Not higher than what it was made from, so that lines stay short.
            let own_y = middle.max(y);
            placed[n] = Some(Placed {
                node: offset(n),
                x: EDGE + at * (WIDTH + ACROSS),
                y: own_y,
                width: WIDTH,
                height: HEIGHT,
                lines: [&nodes[n].name, &nodes[n].note]
                    .into_iter()
                    .filter(|line| !line.is_empty())
                    .map(|line| cut(line))
                    .collect(),
            });
            y = own_y + HEIGHT + DOWN;
            height = height.max(own_y + HEIGHT + EDGE);
        }
        width = width.max(EDGE * 2 + at * (WIDTH + ACROSS) + WIDTH);
    }
    let nodes_placed: Vec<Placed> = placed.into_iter().flatten().collect();
    let mut edges = Vec::new();
    for (to, node) in (0..).zip(nodes) {
        for from in &node.parents {
            let (Some(a), Some(b)) = (nodes_placed.get(*from as usize), nodes_placed.get(to as usize)) else {
                continue;
            };
            let (start, end) = if a.x == b.x {
                ((a.x + WIDTH / 2, a.y + HEIGHT), (b.x + WIDTH / 2, b.y))
            } else {
                ((a.x + WIDTH, a.y + HEIGHT / 2), (b.x, b.y + HEIGHT / 2))
            };
            edges.push(Edge {
                from: *from,
                to,
                start,
                end,
            });
        }
    }
    Drawing {
        width,
        height,
        nodes: nodes_placed,
        edges,
    }
}

/// As much of a line as fits; the nested list has all of it.
fn cut(line: &str) -> String {
    if line.chars().count() <= LETTERS {
        return line.to_owned();
    }
    let mut cut: String = line.chars().take(LETTERS - 1).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kin(number: u32, variant: Option<u32>, from: Option<u32>) -> Kin {
        Kin {
            number,
            name: format!("CLP {number}"),
            version: 1,
            variant,
            from,
            composite: None,
            state: State::PassedVariant,
        }
    }

    fn named(nodes: &[Node]) -> Vec<(String, Vec<String>)> {
        let name = |at: &u32| nodes[*at as usize].name.clone();
        nodes
            .iter()
            .map(|node| (node.name.clone(), node.parents.iter().map(name).collect()))
            .collect()
    }

    fn told(lines: &[Line], nodes: &[Node], depth: usize) -> Vec<String> {
        let tell = |line: &Line| {
            let own = format!("{}{}", "  ".repeat(depth), nodes[line.node as usize].name);
            [vec![own], told(&line.children, nodes, depth + 1)].concat()
        };
        lines.iter().flat_map(tell).collect()
    }

    #[test]
    fn from_the_model_to_the_vote() {
        let composite = Meeting {
            key: "a".to_owned(),
            name: "Composite 4".to_owned(),
        };
        let all = [
            Kin {
                composite: Some(composite.clone()),
                state: State::Carried,
                ..kin(1, None, None)
            },
            kin(2, None, None),
            Kin {
                composite: Some(composite),
                state: State::Composited,
                ..kin(3, Some(80), None)
            },
            kin(4, Some(60), Some(3)),
        ];
        let nodes = family(&[1, 2], &all);
        assert_eq!(
            told(&outline(&nodes), &nodes, 0),
            [
                "Version 1",
                "  Version 2",
                "  2 CLPs",
                "    Composite 4",
                "      Carried",
                "  CLP 3",
                "    CLP 4",
            ]
        );
        let composite = nodes
            .iter()
            .find(|node| node.kind == NodeKind::Composite)
            .unwrap();
        assert_eq!(composite.parents.len(), 2);
        let drawing = draw(&nodes);
        assert_eq!(drawing.nodes.len(), nodes.len());
        assert_eq!(drawing.edges.len(), 7);
    }

    #[test]
    fn who_descends_from_itself_hangs_on_the_version() {
        let nodes = family(
            &[1],
            &[
                kin(1, Some(50), Some(2)),
                kin(2, Some(50), Some(1)),
                kin(3, Some(9), Some(3)),
            ],
        );
        let of = |name: &str, parent: &str| (name.to_owned(), vec![parent.to_owned()]);
        let told = named(&nodes);
        assert!(told.contains(&of("CLP 3", "Version 1")), "{told:?}");
        assert!(told.contains(&of("CLP 1", "Version 1")), "{told:?}");
        assert!(told.contains(&of("CLP 2", "CLP 1")), "{told:?}");
    }

    #[test]
    fn one_whose_parent_is_not_shown_hangs_on_the_version() {
        let nodes = family(&[1], &[kin(1, Some(50), Some(77))]);
        assert_eq!(nodes[1].parents, [0]);
    }

    #[test]
    fn long_names_are_cut_in_the_picture_only() {
        let long = Kin {
            name: "A constituency with a very long name CLP".to_owned(),
            ..kin(1, Some(50), None)
        };
        let nodes = family(&[1], &[long]);
        assert_eq!(draw(&nodes).nodes[1].lines[0], "A constituency with a…");
        assert!(nodes[1].name.ends_with("name CLP"));
    }

    fn kins() -> impl Strategy<Value = Vec<Kin>> {
        let one = (
            prop::option::of(0_u32..=100),
            prop::option::of(0_u32..14),
            0_u32..4,
            prop::option::of(0_u32..3),
            prop::sample::select(State::ALL),
        );
        prop::collection::vec(one, 0..12).prop_map(|all| {
            (1..)
                .zip(all)
                .map(|(number, (variant, from, version, composite, state))| Kin {
                    version,
                    composite: composite.map(|n| Meeting {
                        key: n.to_string(),
                        name: format!("Composite {n}"),
                    }),
                    state,
                    ..kin(number, variant, from)
                })
                .collect()
        })
    }

    fn count(lines: &[Line]) -> usize {
        lines.iter().map(|line| 1 + count(&line.children)).sum()
    }

    proptest! {
        #[test]
        fn picture_and_list_hold_every_node_once(kins in kins()) {
            let nodes = family(&[1, 2, 3], &kins);
            for (at, node) in nodes.iter().enumerate() {
                prop_assert!(node.parents.iter().all(|parent| (*parent as usize) < at));
            }
            let variants = kins.iter().filter(|kin| kin.variant.is_some()).count();
            prop_assert_eq!(nodes.iter().filter(|node| node.kind == NodeKind::Variant).count(), variants);
            prop_assert_eq!(count(&outline(&nodes)), nodes.len());
            let drawing = draw(&nodes);
            prop_assert_eq!(drawing.nodes.len(), nodes.len());
            for (n, a) in drawing.nodes.iter().enumerate() {
                prop_assert!(a.x + a.width <= drawing.width && a.y + a.height <= drawing.height);
                for b in &drawing.nodes[n + 1..] {
                    let apart = a.x + a.width <= b.x || b.x + b.width <= a.x
                        || a.y + a.height <= b.y || b.y + b.height <= a.y;
                    prop_assert!(apart, "{a:?} {b:?}");
                }
            }
            for edge in &drawing.edges {
                prop_assert!(edge.start.0 < edge.end.0 || edge.start.1 < edge.end.1, "{edge:?}");
            }
        }
    }
}
