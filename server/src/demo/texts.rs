//! The words of the demonstration, written for it alone.

/// The published motion.
pub const BUSES_TITLE: &str = "Buses that villages can rely on";

const COUNCILS: &str = "- Where councils plan the routes themselves, more people travel and fares fall.";

/// Its versions: a paragraph moves, one is split and a figure changes, a clause is left out.
pub fn buses(version: u32) -> String {
    let (among_facts, among_beliefs) = if version == 1 {
        ("", COUNCILS)
    } else {
        (COUNCILS, "")
    };
    let cost = if version < 3 { "£1,600" } else { "£1,900" };
    let fare = if version < 4 {
        "3. set one low fare for any journey within a county, with a cheaper one on lines of rural heritage that bring visitors in the summer months;"
    } else {
        "3. set one low fare for any journey within a county;"
    };
    let request = if version < 3 {
        "Conference asks constituency parties to ride their own routes this autumn and write down what they find. They should send it to their councillors before the budget is set."
    } else {
        "Conference asks constituency parties to ride their own routes this autumn and write down what they find.\n\n\
         They should send it to their councillors before the budget is set."
    };
    let parts = [
        "Conference notes that:",
        "- Outside the cities half of the bus miles of 2010 have gone, and one village in four has no bus on a weekday.",
        &format!(
            "- A student in the countryside pays up to {cost} a year to reach a college, and many take the course that the bus allows."
        ),
        "- A missed connection means a missed appointment, a lost shift, or two hours at a stop without a roof.",
        among_facts,
        "Conference believes that:",
        "- A bus is a public service, as a road or a library is, and not what is left over when the paying lines are taken.",
        among_beliefs,
        "- Nobody should have to own a car in order to keep a job, see a doctor or visit a friend.",
        "Conference calls on the next government to:",
        "1. promise every village of more than three hundred people a bus every hour, from six in the morning until eleven at night, on all seven days;",
        "2. give every council the power, and the money, to run buses of its own;",
        fare,
        "4. fund all this for ten years at a time, so that drivers can be trained and timetables can settle;",
        "5. publish each spring, county by county, which of the promised buses did not run.",
        request,
    ];
    joined(&parts)
}

/// The text of others.
pub const HOMES_TITLE: &str = "A warm home before a new road";

/// As it was seen twice.
pub fn homes(version: u32) -> String {
    let (share, by) = if version == 1 {
        ("every home", "2032")
    } else {
        ("one home in two", "2035")
    };
    let parts = [
        "Congress observes that a winter in a cold house costs more in medicine than the heating would have.",
        "Congress regrets that money for insulation has been cut in three budgets out of four, while money for roads has grown in each.",
        "Congress therefore demands:",
        &format!(
            "a) that {share} built before 1960 be insulated by {by}, street by street, at no cost to tenants;"
        ),
        "b) that no new trunk road be begun in a region until its programme of warm homes has been paid for;",
        "c) that the work be done by people who are trained and employed where it is done.",
    ];
    joined(&parts)
}

/// The draft that is too long.
pub const MEALS_TITLE: &str = "School meals that children eat together";

/// What the cooks say.
pub const COOKS: &str = "- The cooks whom we asked told us of good ovens that only warm up trays, and of training that ended with a contract.";

/// The end of a line that members would rather have otherwise.
pub const TABLECLOTHS: &str = "in the same queue, sit at the same tables, and have tablecloths on Fridays.";
/// As two of them would have it.
pub const NO_TABLECLOTHS: &str = "in the same queue and sit at the same tables.";
/// As a third would.
pub const LAID_TABLES: &str = "in the same queue, sit at the same tables, and lay them together.";
/// What a fourth would make of that.
pub const CLEARED_TABLES: &str = "in the same queue, sit at the same tables, and lay and clear them.";

/// Its versions: what the cooks say comes in.
pub fn meals(version: u32) -> String {
    let cooks = if version == 1 { "" } else { COOKS };
    let tables = format!("- Children should stand {TABLECLOTHS}");
    let parts = [
        "Conference notes that:",
        "- One child in five comes to school without breakfast, and teachers keep biscuits in their desks.",
        "- Children whose parents pay and children whose parents cannot are still told apart: by a card, by a list, or by a look.",
        "- Nearly half of all school kitchens no longer cook: what arrives has travelled further than many of the children.",
        cooks,
        "- Kitchens that do cook throw away less, because children eat what they have smelled all morning.",
        "Conference believes that:",
        "- A meal is a part of the school day, just as reading is, and it belongs to every child.",
        &tables,
        "Conference calls on the next government to:",
        "1. provide a cooked meal, without charge and without forms, for every child in every state school;",
        "2. pay for kitchens to be built again where they were taken out, and for cooks to be trained in them;",
        "3. let schools buy from farms and fisheries nearby, and publish where the food was grown;",
        "4. open the same kitchens in the holidays;",
        "5. bring the service back into public hands as contracts end, with the wages of council staff.",
        "Conference asks each constituency party to eat one lunch in one of its schools before Christmas, by invitation, and to write to the education authority \
         about what was on the plate and who cooked it.",
        "Conference asks the executive to bring a costed plan to the next conference, and to consult the unions that organise in kitchens before it does.",
    ];
    joined(&parts)
}

fn joined(parts: &[&str]) -> String {
    let kept: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    kept.join("\n\n")
}
