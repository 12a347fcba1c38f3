//! The head of the log, sent to those who decide: only what lies elsewhere proves anything against whoever can write to
//! the database.

use crate::{Call, Error};
use domain::ids::MailId;
use domain::people::Role;
use serde_json::json;
use store::NewMail;

const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Sends the head of the log to the committee, once a week however many instances there are; says whether it did. A
/// demonstration has no committee that could keep a mail.
pub async fn mail_head(call: &Call) -> Result<bool, Error> {
    let group = crate::group::show(call).await?;
    let (seq, hash) = call.store.chain_head().await?;
    if group.demo || seq == 0 {
        return Ok(false);
    }
    let week = call.now.0.div_euclid(WEEK);
    let mut act = call.act("head.mail", seq, &json!({ "week": week }));
    let members = call.store.members().await?;
    for member in members.iter().filter(|member| {
        let decides = [Role::Committee, Role::Chair]
            .into_iter()
            .any(|role| member.roles.has(role));
        decides && member.blocked_at.is_none() && member.confirmed_at.is_some()
    }) {
        act.mails.push(NewMail {
            id: call.id(MailId::new),
            recipient: member.email.clone(),
            subject: format!("The log of {} ends at entry {seq}", group.name),
            body: format!(
                "Hello {},\n\n\
                 please keep this mail; there is nothing else to do. It says where the group’s log stands on {}:\n\n    \
                 entry {seq}\n    {hash}\n\n\
                 Every vote, decision and publication is an entry, and this number follows from all of them. If anybody \
                 ever changes an entry, even whoever runs the computer, the log no longer leads to this number.\n\n\
                 To compare, whoever runs the program types\n\n    substantive verify --head {hash}\n\n\
                 and it must say that the head is in the log, at entry {seq}. Ask for it whenever you like, best with \
                 an old mail.\n\n{}\n{}/\n",
                member.name,
                crate::calendar::moment(call.now),
                group.name,
                call.site.base_url
            ),
        });
    }
    if act.mails.is_empty() {
        return Ok(false);
    }
    Ok(call.store.note_head_mail(&act, week).await?)
}
