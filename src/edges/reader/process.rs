//! Reading in a process apart: another process of this same program reads what people return, so that a file which is
//! made to crash or exhaust its reader costs no more than a finding. That process is given bytes and gives cells, or the files of a
//! mail or an archive; it
//! opens no file itself, and is ended when it takes too long.

use crate::edges::reader;
use crate::edges::unreadable::Unreadable;
use crate::model::code::Code;
use crate::model::container::Container;
use crate::model::engagement::Limits;
use crate::model::grid::Workbook;
use crate::model::text_encoding::{EncodingTeller, TextEncoding};
use encoding_rs::Encoding;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Bytes read after which a process is replaced: what it has kept of earlier files counts against its memory.
const REPLACE_AFTER: usize = 32 << 20;

/// How files of one encoding are not asked about again and again.
const KEEP_ENCODING: &str = "If all files of this engagement are in that encoding, put it into engagement.toml, such as: encoding = \"windows-1250\".";

/// Reads files in processes apart, or in this process where no program is known or none can be started. The limits on
/// sizes and cells hold either way; those on memory and time only apart.
#[derive(Debug, Default)]
pub struct Readers {
    program: Option<PathBuf>,
    /// What a person says of delimited text that doesn't tell its encoding.
    encoding: Option<&'static Encoding>,
    /// What the settings of an engagement say of such text, where its words don't tell it, either; none outside of one.
    settings: Option<EncodingSetting>,
    idle: Mutex<Vec<Worker>>,
}

impl Readers {
    /// Readers that start `program` with the command `read-apart`, or read in this process where it is none.
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program, ..Self::default() }
    }

    /// The same, with the encoding of delimited text that doesn't tell itself.
    #[must_use]
    pub fn for_text_in(self, encoding: Option<&'static Encoding>) -> Self {
        Self { encoding, ..self }
    }

    /// The same in an engagement, with the encoding that its settings name for such text, if they do.
    #[must_use]
    pub fn or_usually_in(self, usual: Option<&'static Encoding>) -> Self {
        Self { settings: Some(EncodingSetting { usual }), ..self }
    }

    /// Reads a workbook as [`reader::read_in`] does. Text that is in no encoding for certain is read in the usual one, if
    /// that has all of its characters.
    ///
    /// # Errors
    /// Where the file can't be read, takes longer than `limits` allow, or ends the process that reads it.
    pub fn read(&self, bytes: &[u8], name: &str, limits: &Limits) -> Result<Workbook, Unreadable> {
        let file = FileToRead { bytes, name, limits, encoding: self.encoding };
        let unsure = match self.read_file(file) {
            Err(why) if why.code == Code::FileEncoding => why,
            answer => return answer,
        };
        let Some(EncodingSetting { usual }) = self.settings else { return Err(unsure) };
        let read = usual.and_then(|usual| self.read_file(FileToRead { encoding: Some(usual), ..file }).ok());
        match read.map(|workbook| (workbook.encoding.clone(), workbook)) {
            Some((Some(said), workbook)) if said.unknown == 0 => {
                let said = TextEncoding { told_by: EncodingTeller::Setting, ..said };
                Ok(Workbook { encoding: Some(said), ..workbook })
            }
            _ => Err(Unreadable { help: format!("{} {KEEP_ENCODING}", unsure.help), ..unsure }),
        }
    }

    /// The files in a mail, a mailbox or an archive, as [`reader::unpack`] finds them.
    ///
    /// # Errors
    /// As [`Readers::read`].
    pub fn unpack(&self, bytes: &[u8], name: &str, limits: &Limits) -> Result<Option<Container>, Unreadable> {
        let file = FileToRead { bytes, name, limits, encoding: None };
        self.carry_out(file, Task::Unpack, || reader::unpack(bytes, name, limits))
    }

    fn read_file(&self, file: FileToRead<'_>) -> Result<Workbook, Unreadable> {
        self.carry_out(file, Task::Read, || file.read_here())
    }

    fn carry_out<T: DeserializeOwned>(
        &self,
        file: FileToRead<'_>,
        task: Task,
        here: impl Fn() -> Result<T, Unreadable>,
    ) -> Result<T, Unreadable> {
        let limits = file.limits;
        let Some(program) = &self.program else { return here() };
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(worker) = idle {
            match self.ask(worker, file, task) {
                Ok(answer) => return answer,
                Err(NoAnswer::TimedOut) => return Err(Unreadable::timed_out(limits)),
                // Earlier files may have used up its memory: only a fresh process can tell.
                Err(NoAnswer::Ended) => {}
            }
        }
        let Ok(worker) = Worker::start(program) else { return here() };
        match self.ask(worker, file, task) {
            Ok(answer) => answer,
            Err(NoAnswer::TimedOut) => Err(Unreadable::timed_out(limits)),
            Err(NoAnswer::Ended) => Err(Unreadable::reader_ended(limits)),
        }
    }

    fn ask<T: DeserializeOwned>(
        &self,
        mut worker: Worker,
        file: FileToRead<'_>,
        task: Task,
    ) -> Result<Result<T, Unreadable>, NoAnswer> {
        let FileToRead { bytes, name, limits, encoding } = file;
        let encoding = encoding.map(|encoding| encoding.name().to_owned());
        let answer = worker.ask(bytes, ReadRequest { name: name.to_owned(), limits: *limits, encoding, task })?;
        if worker.used < REPLACE_AFTER {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        Ok(answer)
    }
}

/// What the settings of an engagement say of text that doesn't tell its encoding.
#[derive(Clone, Copy, Debug)]
struct EncodingSetting {
    usual: Option<&'static Encoding>,
}

/// A file, and what it is read by.
#[derive(Clone, Copy)]
struct FileToRead<'a> {
    bytes: &'a [u8],
    name: &'a str,
    limits: &'a Limits,
    encoding: Option<&'static Encoding>,
}

impl FileToRead<'_> {
    fn read_here(self) -> Result<Workbook, Unreadable> {
        reader::read_in(self.bytes, self.name, self.limits, self.encoding)
    }
}

/// Answers requests from standard input until it ends: the other side of [`Readers`]. A message is its length, eight
/// bytes in little-endian order, and its bytes.
///
/// # Errors
/// Where standard input or output is closed halfway.
pub fn serve() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while let Some(head) = receive(&mut input)? {
        let request: ReadRequest = postcard::from_bytes(&head).map_err(io::Error::other)?;
        let bytes = receive(&mut input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        bound_memory(&request.limits);
        let encoding = request.encoding.and_then(|name| Encoding::for_label(name.as_bytes()));
        let answer = match request.task {
            Task::Read => {
                let answer = reader::read_in(&bytes, &request.name, &request.limits, encoding);
                drop(bytes);
                postcard::to_stdvec(&answer)
            }
            Task::Unpack => postcard::to_stdvec(&reader::unpack(&bytes, &request.name, &request.limits)),
        };
        send(&mut output, &answer.map_err(io::Error::other)?)?;
    }
    Ok(())
}

/// What comes before the bytes of a file.
#[derive(Serialize, Deserialize)]
struct ReadRequest {
    name: String,
    limits: Limits,
    /// The name of the encoding that a person says.
    encoding: Option<String>,
    task: Task,
}

/// What is to be done with a file.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Task {
    /// Read it as a workbook.
    Read,
    /// Take the files out of it.
    Unpack,
}

/// Why there is no answer.
enum NoAnswer {
    /// It took too long.
    TimedOut,
    /// The process ended.
    Ended,
}

/// A process that reads files, one at a time.
#[derive(Debug)]
struct Worker {
    process: Child,
    input: ChildStdin,
    answers: Receiver<Vec<u8>>,
    /// Bytes of files and answers that it has handled.
    used: usize,
}

impl Worker {
    fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg("read-apart").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Memory that the allocator takes in advance would not count against the limit.
        command.env("MIMALLOC_ARENA_RESERVE", "0");
        let mut process = command.spawn()?;
        let (Some(input), Some(mut output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, answers) = channel();
        // Reading a pipe blocks without end; a channel can be waited for with a time limit.
        std::thread::spawn(move || {
            while let Ok(Some(answer)) = receive(&mut output) {
                if sender.send(answer).is_err() {
                    return;
                }
            }
        });
        Ok(Self { process, input, answers, used: 0 })
    }

    fn ask<T: DeserializeOwned>(
        &mut self,
        bytes: &[u8],
        request: ReadRequest,
    ) -> Result<Result<T, Unreadable>, NoAnswer> {
        let head = postcard::to_stdvec(&request).map_err(|_| NoAnswer::Ended)?;
        send(&mut self.input, &head).and_then(|()| send(&mut self.input, bytes)).map_err(|_| NoAnswer::Ended)?;
        let answer = self.answers.recv_timeout(Duration::from_secs(request.limits.seconds)).map_err(|e| match e {
            RecvTimeoutError::Timeout => NoAnswer::TimedOut,
            RecvTimeoutError::Disconnected => NoAnswer::Ended,
        })?;
        self.used = self.used.saturating_add(bytes.len()).saturating_add(answer.len());
        postcard::from_bytes(&answer).map_err(|_| NoAnswer::Ended)
    }
}

impl Drop for Worker {
    /// Ends the process, so that none is left behind.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn send(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// The next message; none where the other side ended between two.
fn receive(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    let mut filled = 0;
    while let Some(rest) = length.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest)? {
            0 if filled == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => filled += n,
        }
    }
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    // Where the length is no true one, nothing but addresses is taken for it, or nothing at all.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX)).map_err(|_| io::ErrorKind::OutOfMemory)?;
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Limits the memory of this process to what a file may take. Beyond it the system refuses more, and the process ends.
#[cfg(unix)]
fn bound_memory(limits: &Limits) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let most = limits.memory_megabytes.saturating_mul(1 << 20);
    let maximum = getrlimit(Resource::As).maximum;
    let current = Some(maximum.map_or(most, |m| m.min(most)));
    // If the system refuses, the limits on sizes and cells still hold.
    let _ = setrlimit(Resource::As, Rlimit { current, maximum });
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: getrlimit(Resource::Core).maximum });
}

/// Other systems have no such limit for a single process.
#[cfg(not(unix))]
fn bound_memory(_: &Limits) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;

    #[test]
    fn messages_arrive_whole_or_not_at_all() {
        let mut pipe = Vec::new();
        send(&mut pipe, b"one").unwrap();
        send(&mut pipe, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(receive(&mut from).unwrap(), Some(b"one".to_vec()));
        assert_eq!(receive(&mut from).unwrap(), Some(Vec::new()));
        assert_eq!(receive(&mut from).unwrap(), None);
        for cut in [1, 7, 9] {
            assert!(receive(&mut &pipe[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn without_a_program_or_with_one_that_is_gone_files_are_read_here() {
        for program in [None, Some(PathBuf::from("/nowhere/prekick"))] {
            let found = Readers::new(program).read(b"ID,Title\nR-001,x\n", "a.csv", &Limits::default()).unwrap();
            assert_eq!(found.sheets.len(), 1);
        }
    }

    #[test]
    fn a_question_about_an_encoding_names_the_setting_in_an_engagement_alone() {
        let text = b"ID,Name\n1,Kova\xe8\n";
        let help = |readers: Readers| readers.read(text, "a.csv", &Limits::default()).unwrap_err().help;
        assert!(!help(Readers::new(None)).contains("engagement.toml"));
        assert!(help(Readers::new(None).or_usually_in(None)).contains("engagement.toml"));
        let usual = Readers::new(None).or_usually_in(Some(encoding_rs::WINDOWS_1250));
        assert!(usual.read(text, "a.csv", &Limits::default()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_ends_or_hangs_is_a_finding() {
        let limits = Limits { seconds: 1, ..Limits::default() };
        let ends = Readers::new(Some("/bin/true".into())).read(b"a,b\n", "a.csv", &limits).unwrap_err();
        assert_eq!(ends.code, Code::FileTooLarge);
        // It waits for a line that never comes.
        let late = Readers::new(Some("/bin/grep".into())).read(b"a,b\n", "a.csv", &limits).unwrap_err();
        assert!(late.message.contains("1 second"), "{}", late.message);
    }
}
