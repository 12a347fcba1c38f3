//! The family tree of a text: a picture, and a nested list that says the same.

use crate::address;
use crate::ui::said;
use domain::adoption::{Drawing, Line, Node, NodeKind, draw, outline};
use leptos::prelude::*;
use service::adoptions::Family;

/// The tree; nothing where there is no more than the versions.
#[component]
pub fn FamilyTree(
    /// The tree.
    family: Family,
    /// The text's address, where the adoptions in it have pages.
    slug: Option<String>,
) -> impl IntoView {
    let Family { nodes, left_out } = family;
    nodes
        .iter()
        .any(|node| node.kind != NodeKind::Version)
        .then(|| {
            let drawing = draw(&nodes);
            let lines = outline(&nodes);
            view! {
                <section class="flow" aria-labelledby="h-tree">
                    <h2 id="h-tree">"The family of this text"</h2>
                    <div class="tree-scroll screen-only" role="group" aria-label="The family as a picture" tabindex="0">
                        {picture(&drawing, &nodes)}
                    </div>
                    <h3>"The same as a list"</h3>
                    {list(&lines, &nodes, slug.as_deref())}
                    {(left_out > 0)
                        .then(|| view! { <p class="quiet">{format!("{left_out} more stand in the list of reports, further from the model.")}</p> })}
                </section>
            }
        })
}

const fn word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Version => "version",
        NodeKind::Model => "model",
        NodeKind::Variant => "variant",
        NodeKind::Composite => "composite",
        NodeKind::Outcome => "outcome",
    }
}

fn picture(drawing: &Drawing, nodes: &[Node]) -> AnyView {
    let edges: Vec<AnyView> = drawing
        .edges
        .iter()
        .map(|edge| {
            let ((x1, y1), (x2, y2)) = (edge.start, edge.end);
            let path = if x1 == x2 {
                format!("M{x1} {y1}V{y2}")
            } else {
                let middle = u32::midpoint(x1, x2);
                format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
            };
            view! { <path d=path /> }.into_any()
        })
        .collect();
    let boxes: Vec<AnyView> = drawing
        .nodes
        .iter()
        .filter_map(|placed| {
            let kind = word(nodes.get(placed.node as usize)?.kind);
            let x = placed.x + 10;
            let first = if placed.lines.len() > 1 { 20 } else { 29 };
            let lines: Vec<AnyView> = placed
                .lines
                .iter()
                .zip([first, 38])
                .zip(["name", "note"])
                .map(|((line, down), class)| {
                    view! {
                        <text class=class x=x.to_string() y=(placed.y + down).to_string()>
                            {line.clone()}
                        </text>
                    }
                    .into_any()
                })
                .collect();
            Some(
                view! {
                    <g data-kind=kind>
                        <rect
                            x=placed.x.to_string()
                            y=placed.y.to_string()
                            width=placed.width.to_string()
                            height=placed.height.to_string()
                            rx="3"
                        />
                        {lines}
                    </g>
                }
                .into_any(),
            )
        })
        .collect();
    view! {
        <svg
            class="tree"
            viewBox=format!("0 0 {} {}", drawing.width, drawing.height)
            width=drawing.width.to_string()
            height=drawing.height.to_string()
            role="img"
            aria-label="What was made from what, from left to right; the list below says the same."
        >
            <g class="edges">{edges}</g>
            {boxes}
        </svg>
    }
    .into_any()
}

fn list(lines: &[Line], nodes: &[Node], slug: Option<&str>) -> AnyView {
    let name = |at: &u32| nodes.get(*at as usize).map_or("", |node| node.name.as_str());
    let items: Vec<AnyView> = lines
        .iter()
        .filter_map(|line| {
            let node = nodes.get(line.node as usize)?;
            let shown = match (slug, node.adoption) {
                (Some(slug), Some(number)) => {
                    view! { <a href=address::adoption(slug, number)><bdi>{node.name.clone()}</bdi></a> }
                        .into_any()
                }
                _ => view! { <bdi>{node.name.clone()}</bdi> }.into_any(),
            };
            let kind =
                (node.kind == NodeKind::Composite && node.name != "A composite").then_some(" (composite)");
            let note = (!node.note.is_empty()).then(|| format!(": {}", said::lower(&node.note)));
            let also: Vec<&str> = line.also.iter().map(name).collect();
            let also = (!also.is_empty()).then(|| format!("; also made from {}", also.join(", ")));
            let children = (!line.children.is_empty()).then(|| list(&line.children, nodes, slug));
            Some(view! { <li>{shown}{kind}{note}{also}{children}</li> }.into_any())
        })
        .collect();
    view! { <ul class="tree-list">{items}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::adoption::{Kin, Meeting, State, family};

    #[test]
    fn picture_and_list_say_the_same() {
        let owner = Owner::new();
        owner.set();
        let kin = |number, variant, from| Kin {
            number,
            name: format!("Town {number} CLP"),
            version: 1,
            variant,
            from,
            composite: Some(Meeting {
                key: "4".to_owned(),
                name: "Composite 4".to_owned(),
            }),
            state: State::Carried,
        };
        let nodes = family(&[1], &[kin(1, Some(80), None), kin(2, Some(60), Some(1))]);
        let family = Family { nodes, left_out: 0 };
        let html = view! { <FamilyTree family slug=Some("buses".to_owned()) /> }
            .to_html()
            .replace("<!>", "");
        for told in ["Version 1", "Town 1 CLP", "Town 2 CLP", "Composite 4", "Carried"] {
            let (picture, list) = html.split_once("The same as a list").unwrap();
            assert!(picture.contains(told) && list.contains(told), "{told} in {html}");
        }
        assert!(html.contains("also made from Town 2 CLP"), "{html}");
        assert!(html.contains("href=\"/motions/buses/adoptions/2\""), "{html}");
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn a_text_that_nobody_has_passed_has_no_tree() {
        let owner = Owner::new();
        owner.set();
        let family = Family {
            nodes: family(&[1, 2], &[]),
            left_out: 0,
        };
        let html = view! { <FamilyTree family slug=None /> }.to_html();
        assert!(!html.contains("svg"), "{html}");
    }
}
