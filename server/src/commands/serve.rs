//! `substantive serve`

use crate::commands::{Database, call, say};
use crate::mail::Transport;
use crate::{database, web};
use anyhow::{Context, bail};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Run the web server.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Where to listen.
    #[arg(long, env = "SUBSTANTIVE_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// The address under which people reach the site; links in mails begin with it.
    /// If not said, http:// and the address where it listens.
    #[arg(long, env = "SUBSTANTIVE_BASE_URL")]
    base_url: Option<String>,
    /// The folder with the pages' style and scripts; `site` beside the program if not said.
    #[arg(long, env = "SUBSTANTIVE_SITE_ROOT")]
    site_root: Option<PathBuf>,
    /// How mail leaves: `file:folder` writes one .eml a message, `smtp://…` or `smtps://…` sends it.
    #[arg(
        long,
        env = "SUBSTANTIVE_MAIL",
        default_value = "file:data/outbox",
        hide_env_values = true
    )]
    mail: String,
    /// The sender of every mail.
    #[arg(
        long,
        env = "SUBSTANTIVE_MAIL_FROM",
        default_value = "Substantive <substantive@localhost>"
    )]
    mail_from: String,
    /// On an empty database, set up the demonstration group, which anybody may enter.
    #[arg(long, env = "SUBSTANTIVE_DEMO", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    demo: bool,
    /// A proxy that is believed when it says, in X-Forwarded-For, from where a request comes: an address, or a
    /// network such as 10.0.0.0/8. More than one with commas. Without it, only the connection itself is believed.
    #[arg(
        long = "trusted-proxy",
        env = "SUBSTANTIVE_TRUSTED_PROXY",
        value_delimiter = ',',
        value_name = "CIDR"
    )]
    trusted_proxies: Vec<web::Network>,
    /// Write the log as JSON, one object a line.
    #[arg(long, env = "SUBSTANTIVE_LOG_JSON", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    log_json: bool,
    /// Where to answer `/metrics`, such as 127.0.0.1:9100; nowhere if not said. Never at the site's own address.
    #[arg(long, env = "SUBSTANTIVE_METRICS_ADDR")]
    metrics_addr: Option<SocketAddr>,
    /// What must be sent (`Authorization: Bearer …`) to read `/metrics`; needed where other machines reach that address.
    #[arg(
        long,
        env = "SUBSTANTIVE_METRICS_TOKEN",
        hide_env_values = true,
        requires = "metrics_addr"
    )]
    metrics_token: Option<String>,
}

impl Serve {
    /// Serves until told to stop.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        crate::log::start(self.log_json);
        if let Some(path) = self
            .database
            .database_url
            .strip_prefix("sqlite:data/")
            .filter(|path| !path.contains('/'))
        {
            // The default place may be made; any other folder is a mistake if it is not there.
            std::fs::create_dir_all("data")
                .with_context(|| format!("cannot make the folder for data/{path}"))?;
        }
        let site = self.site_root.clone().map_or_else(beside_the_program, Ok)?;
        let assets = web::assets(&site)?;
        let listener = tokio::net::TcpListener::bind(self.addr)
            .await
            .with_context(|| format!("cannot listen on {}; another --addr may be free", self.addr))?;
        let addr = listener.local_addr()?;
        let door = match self.metrics_addr {
            Some(addr) => Some(web::Door::open(addr, self.metrics_token.as_deref()).await?),
            None => None,
        };
        let base_url = self.base_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let missing = database::missing(&self.database.database_url)?;
        let call = call(&self.database, &base_url).await?;
        if self.demo {
            crate::demo::fill(&call).await?;
        }
        let transport = Transport::parse(&self.mail, &self.mail_from)?;
        say(&format!("Database: {}", call.store.describe().await?));
        say(&transport.describe());
        let members = call.store.members().await?.len();
        if members == 0 {
            say("Nobody is here yet. Invite the first administrator with:");
            say("  substantive invite --email you@example.org --role administrator,chair");
        }
        say(&format!("Substantive is at {base_url}"));
        if let Some(file) = missing {
            // Whoever meant another one reads it here.
            say(&format!("{} was not there: this database is new", file.display()));
        }
        if let Some(door) = &door {
            say(&format!("Figures are at http://{}/metrics", door.addr()?));
        }
        let stop = Arc::new(tokio::sync::Notify::new());
        let post = tokio::spawn(crate::mail::deliver(call.clone(), transport, stop.clone()));
        let state = web::State::new(call.clone(), assets, site).trusting(self.trusted_proxies);
        let figures = door.map(|door| tokio::spawn(door.answer(state.clone())));
        web::serve(listener, state).await?;
        if let Some(figures) = figures {
            figures.abort();
        }
        stop.notify_one();
        post.await?;
        call.store.close().await;
        say("Stopped.");
        Ok(ExitCode::SUCCESS)
    }
}

fn beside_the_program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe().context("cannot tell where the program is")?;
    let site = program.with_file_name("site");
    if site.is_dir() {
        Ok(site)
    } else {
        bail!(
            "the folder {} with the pages' style and scripts is not there; name it with --site-root, \
             or build it with `cargo xtask build`",
            site.display()
        )
    }
}
