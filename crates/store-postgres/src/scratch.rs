//! Databases that tests have to themselves.

use crate::fail;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use std::str::FromStr as _;
use store::StoreError;

/// Names the PostgreSQL in which tests may create databases.
pub const VARIABLE: &str = "SUBSTANTIVE_TEST_POSTGRES";

/// A database of one test.
#[derive(Debug)]
pub struct Scratch {
    server: String,
    name: String,
    /// Its address.
    pub url: String,
}

impl Scratch {
    /// Creates an empty database; `name` must be letters, digits and underscores.
    pub async fn create(server: &str, name: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(server).map_err(fail)?;
        let url = options.clone().database(name).to_url_lossy().to_string();
        let scratch = Self {
            server: server.to_owned(),
            name: name.to_owned(),
            url,
        };
        scratch
            .run(format!("CREATE DATABASE \"{name}\" TEMPLATE template0"))
            .await?;
        Ok(scratch)
    }

    /// Drops it, whoever is connected.
    pub async fn remove(self) -> Result<(), StoreError> {
        self.run(format!("DROP DATABASE \"{}\" WITH (FORCE)", self.name))
            .await
    }

    async fn run(&self, statement: String) -> Result<(), StoreError> {
        tamper(&self.server, statement).await
    }
}

/// Runs statements that the program never would on the database at an address.
pub async fn tamper(url: &str, statements: String) -> Result<(), StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(fail)?;
    let mut connection = options.connect().await.map_err(fail)?;
    sqlx::raw_sql(AssertSqlSafe(statements))
        .execute(&mut connection)
        .await
        .map_err(fail)?;
    connection.close().await.map_err(fail)
}
