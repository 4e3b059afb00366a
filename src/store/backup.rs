//! `dsr backup`: a copy of the embedded register, taken while it serves and checked before it has its name.

use crate::store::StoreError;
use crate::store::sql::{Db, statement};
use crate::store::verify::{Report, verify};
use sqlx::Sqlite;
use std::fs::{File, OpenOptions, rename};
use std::path::{Path, PathBuf};

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum Unsaved {
    /// A server's register is not a file of ours.
    #[error("the register is on a server: back it up with pg_dump, as docs/operations.md shows")]
    OnServer,
    /// A file cannot be made, or is there already.
    #[error("{path}: {1}", path = .0.display())]
    File(PathBuf, std::io::Error),
    /// The register does not answer, or its copy cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies the embedded register as it is at one moment, while others read and write it: every fact committed before the
/// call is in the copy. The copy is one file, readable by its owner only; it is called `to` once its chains are checked
/// and it is on the disk. If they do not hold it is left as `to` with `.partial` after it, as is what a broken call began.
///
/// # Errors
/// The register is on a server, either file is there already or cannot be written, or the database does not answer.
pub async fn backup(db: &Db, to: &Path) -> Result<Report, Unsaved> {
    let told = |path: &Path| {
        let path = path.to_owned();
        move |error| Unsaved::File(path, error)
    };
    let Db::Sqlite { read, .. } = db else { return Err(Unsaved::OnServer) };
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    if to.try_exists().map_err(told(to))? {
        return Err(told(to)(std::io::ErrorKind::AlreadyExists.into()));
    }
    // SQLite writes into a file that is there if it is empty; made here, it is nobody else's to read from the start.
    private().open(&partial).map_err(told(&partial))?;
    let mut reader = read.acquire().await.map_err(StoreError::from)?;
    let copied = statement::<Sqlite>("VACUUM INTO $1").bind(partial.to_string_lossy().into_owned());
    copied.execute(&mut *reader).await.map_err(StoreError::from)?;
    drop(reader);
    let copy = Db::embedded(&partial).await?;
    let report = verify(&copy).await;
    copy.close().await;
    let report = report?;
    File::open(&partial).and_then(|file| file.sync_all()).map_err(told(&partial))?;
    if report.faults.is_empty() {
        rename(&partial, to).map_err(told(to))?;
        let directory = to.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(directory).and_then(|directory| directory.sync_all()).map_err(told(directory))?;
    }
    Ok(report)
}

/// How a file is made that must not exist and holds a register.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
