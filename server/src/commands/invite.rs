//! `substantive invite`

use crate::commands::{Database, call_there, say};
use anyhow::bail;
use clap::Args;
use service::people::{Invitation, invite_from_command_line};
use service::{Error, Trouble};
use std::process::ExitCode;

/// Invite somebody and print their link: the first administrator that way.
#[derive(Args)]
pub struct Invite {
    #[command(flatten)]
    database: Database,
    /// The e-mail address.
    #[arg(long)]
    email: String,
    /// What they are called; the part before the @ if not said.
    #[arg(long)]
    name: Option<String>,
    /// supporter, member, committee, chair, administrator; more than one with commas.
    #[arg(long, value_delimiter = ',', default_value = "administrator")]
    role: Vec<String>,
    /// party-member or supporter.
    #[arg(long, default_value = "party-member")]
    category: String,
    /// The address under which people reach the site.
    #[arg(long, env = "SUBSTANTIVE_BASE_URL", default_value = "http://127.0.0.1:3000")]
    base_url: String,
}

impl Invite {
    /// Enters the person and prints the link.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let call = call_there(&self.database, &self.base_url).await?;
        let form = Invitation {
            name: self
                .name
                .unwrap_or_else(|| self.email.split('@').next().unwrap_or_default().to_owned()),
            email: self.email,
            roles: self.role,
            category: self.category,
            ..Invitation::default()
        };
        match invite_from_command_line(&call, &form).await {
            Ok(invited) => {
                say(&invited.link);
                Ok(ExitCode::SUCCESS)
            }
            Err(Error::Refused(problems)) => {
                if let Some(problem) = problems.into_iter().next() {
                    let why = match problem.trouble {
                        Trouble::NotAnEmail => "this is not an e-mail address".to_owned(),
                        Trouble::AlreadyThere => "somebody with this address is here already".to_owned(),
                        Trouble::NameTaken => {
                            "another member has this name, or one that looks like it".to_owned()
                        }
                        Trouble::NotAChoice => "this is not one of the choices; see --help".to_owned(),
                        other => format!("{other:?}"),
                    };
                    bail!("--{}: {why}", problem.field);
                }
                Ok(ExitCode::from(2))
            }
            Err(other) => Err(other.into()),
        }
    }
}
