//! Where the demo register is kept: a database of its own, made anew, and never by two processes at once.

use crate::store::sql::Db;
use std::fs::{self, File, TryLockError};
use std::path::Path;

/// A fresh database, held for this process alone.
#[derive(Debug)]
pub struct Place {
    /// The database, at this build's level and empty.
    pub db: Db,
    _held: File,
}

/// A fresh `demo.db` in this directory; the one of an earlier demo is removed.
///
/// # Errors
/// Another process holds it, or the directory cannot be written.
pub async fn place(directory: &Path) -> Result<Place, String> {
    let told = |error: std::io::Error| format!("{}: {error}", directory.display());
    fs::create_dir_all(directory).map_err(told)?;
    let held = File::create(directory.join("demo.lock")).map_err(told)?;
    held.try_lock().map_err(|why| match why {
        TryLockError::WouldBlock => format!(
            "another demo is running with the data directory {}: stop it, or name another by --data-dir",
            directory.display()
        ),
        TryLockError::Error(error) => told(error),
    })?;
    for name in ["demo.db", "demo.db-wal", "demo.db-shm"] {
        match fs::remove_file(directory.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(told(error)),
            _ => {}
        }
    }
    let db = Db::embedded(&directory.join("demo.db")).await.map_err(|error| error.to_string())?;
    db.migrate().await.map_err(|error| error.to_string())?;
    Ok(Place { db, _held: held })
}
