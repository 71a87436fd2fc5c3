//! Codes about whole files.

use super::Entry;
use crate::model::severity::Severity::{Error, Info, Warning};

pub const FILE_ALTERED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A file in the outbox no longer holds what was sent",
    why: "The file in the outbox is the record of what a recipient was sent, and returned copies are compared with \
          it. Someone opened it there, changed it and saved it, often in the belief that it was the copy to fill \
          in. It no longer serves for comparing; what was typed into it is read as if it had come back.",
    remedy: "Keep the files in the outbox as they are, fill in a copy of them elsewhere, and put that into the inbox.",
};

pub const FILE_ENCODING: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A CSV file does not say in which encoding it is",
    why: "Excel saves “CSV” in the encoding of the computer's language and does not write down which one: the same bytes are \
          Łukasz in one country and £ukasz in another. Where the words tell the encoding, the file was read so, and this says \
          it. Where they don't, nothing of the file was taken.",
    remedy: "If the line shown reads wrong, run again with --encoding and the encoding's name; better, save the file as \
             “CSV UTF-8” or .xlsx.",
};

pub const FILE_ENCRYPTED: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The file is protected by a password or a sensitivity label",
    why: "Excel or the company's rights management stored the file in encrypted form, so that nobody without the \
          password or the right account can read it. Many companies do this to every file that leaves by mail, \
          without its sender noticing. Nothing of the file was taken.",
    remedy: "Open the file in Excel, remove the password or the sensitivity label, and save it again as a workbook.",
};

pub const FILE_FOREIGN: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The file belongs to another engagement",
    why: "Every copy carries the id of the engagement it was made for, and this one carries another. It was dropped \
          into the wrong folder, or an older project's workbook was used again. Merging it would carry one \
          customer's words into another customer's project, so nothing of it was taken.",
    remedy: "Move the file to the engagement it belongs to, or ask for the copy that was sent for this one.",
};

pub const FILE_HEARD_AGAIN: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A file that was taken back will be read again",
    why: "prekick undo put the master back as it was before these files were read, so their answers count as not heard. \
          They still lie where they were. The next run reads them again, and does with them what the run did that \
          was taken back.",
    remedy: "Move the files out of inbox/ before the next run, unless they are to be taken in again.",
};

pub const FILE_INCOMPLETE: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A file to be merged or compared seems to be damaged or cut off",
    why: "A quotation mark is never closed, the last line ends in the middle, there are titles and no rows, or more than half of \
          the rows are gone. That happens when saving or copying is broken off, and nobody meant to remove anything. So \
          nothing was removed or emptied because of it.",
    remedy: "Ask for the file again, or merge with --accept-removals if the rows are to be removed.",
};

pub const FILE_LOG_DAMAGED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "The log of changes holds what prekick did not write",
    why: "history/changes.csv only grows, a line for each change. Another program saved it in a form of its own, or something \
          overwrote a part of it. Its whole lines still count. Nothing of it is thrown away: the file as it was found is kept \
          beside the new one.",
    remedy: "Look into the kept file if you miss a change; to read the log in Excel, open a copy of it.",
};

pub const FILE_MEMORY_LOST: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The master no longer carries its hidden memory",
    why: "The master keeps in hidden sheets what every copy has said before, so that an old word is not heard twice. \
          Another program saved the workbook without them, or its sheets were copied into a new file. The memory is \
          rebuilt from the decisions and the log of changes; where there are none, no value is replaced in this run \
          and every difference is asked.",
    remedy: "Restore the newest master from the history folder if nothing was typed since, and edit the master in Excel only.",
};

pub const FILE_NO_BASE: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "What this copy held when it was sent is not known",
    why: "Without the file that was sent, prekick cannot tell what the recipient changed from what was there before. \
          The outbox file is gone or was altered, or the copy lost its hidden identity, as happens when its sheets \
          are pasted into a new workbook. Additions are still taken, every difference is asked, and no removal is \
          concluded.",
    remedy: "Put the file that was sent back into the outbox, or name it with --base, and run again.",
};

pub const FILE_NONE: Entry = Entry {
    severity: Info,
    asks: false,
    title: "There is no returned copy to read",
    why: "The inbox is empty or missing, so nothing new came from recipients. That is no mistake: decisions that were \
          picked, and whatever the team typed into the master, are processed all the same.",
    remedy: "Save returned copies into the inbox folder, or name them on the command line.",
};

pub const FILE_NOT_CARRIED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Something in the master can't be carried over",
    why: "Every run that changes the master writes it anew and carries over what the team added: sheets of their own with \
          charts, pictures and formulas, columns, notes, colours, widths and filters. Some things can't be carried, such \
          as macros, slicers or a table format over a sheet of prekick's, and a formula is only right as long as the cells \
          that it speaks of stay where they are. The earlier master still has them and is kept.",
    remedy: "Take it from the earlier master in the history folder, and keep such things in a workbook of their own.",
};

pub const FILE_NOT_WRITTEN: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A copy could not be written",
    why: "Copies are made one by one, so what stands in the way of one recipient's copy keeps nobody else from getting theirs. \
          A copy that could not be written does not count as sent.",
    remedy: "Remove what stands in the way, then run prekick generate again: whoever has a copy keeps it.",
};

pub const FILE_ORDER: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "It is not clear whether this file is newer than the one heard before",
    why: "Two files of one copy came in, and the one read now holds as sent what the recipient had already filled in, \
          or says it was saved earlier. It may be an older version found again, or one that was begun afresh from the \
          original. Taking it as the newest could undo what the recipient said last, so the whole file is asked.",
    remedy: "Ask the recipient which file counts, then pick Keep master if this one is older, or Take A if it is newer.",
};

pub const FILE_OVERDUE: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A copy is not back by the day on which it was wanted",
    why: "Each copy is wanted back within the days that engagement.toml says, and its Read me names that day. It has \
          passed, and no file of the copy was read yet, nor of a newer copy for the same person.",
    remedy: "Ask the recipient for the copy, or generate a new one if the old one is lost.",
};

pub const FILE_REPLACED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A newer file of the same copy took this one's place",
    why: "A recipient sent the same copy more than once, and only the last word of a copy counts. What the older file \
          proposed and the newer one no longer says is withdrawn and listed among the decisions as such.",
    remedy: "Nothing needs to be done; compare the two files if you expected something from the older one.",
};

pub const FILE_MAIL: Entry = Entry {
    severity: Info,
    asks: false,
    title: "The sender wrote something beside the files",
    why: "A copy often comes back in a mail that says what its sender thinks of it. The files in the mail are read as if they \
          lay in the inbox themselves; the text is quoted with its first lines and changes nothing.",
    remedy: "Read the mail where it says more than the copy, and put what counts into the master.",
};

pub const FILE_SENT_BY: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Somebody else sent this copy back",
    why: "The mail that carries the copy is from another address than that of the person to whom the copy was sent. People \
          forward copies, and that is no mistake, but whose word it is may matter: the answers count as those of the person \
          to whom the copy was sent.",
    remedy: "Ask who answered; if the other person should answer for themselves, generate a copy for them.",
};

pub const FILE_SAVED_BY: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Somebody else filled in this copy",
    why: "The file's properties name another contact as the one who saved it last. People forward copies, and that is no \
          mistake, but whose word it is may matter: the answers count as those of the person to whom the copy was sent.",
    remedy: "Ask who answered; if the other person should answer for themselves, generate a copy for them.",
};

pub const FILE_SECOND_MASTER: Entry = Entry {
    severity: Error,
    asks: false,
    title: "Another file beside the master carries this engagement's memory",
    why: "Shared drives keep both versions when two people save at once, and name one of them a conflict copy. The \
          edits in it would be lost without a word if it were left lying there, and prekick cannot know which of the \
          two is the right one. Only master.xlsx was read.",
    remedy: "Bring what is missing from the other file into master.xlsx by hand, then move the other file elsewhere.",
};

pub const FILE_TOO_LARGE: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The file is larger than the limits allow",
    why: "Workbooks grow far beyond their content when formats are set on whole columns or pictures are pasted in, and \
          a damaged package can unpack to almost any size. Limits on size and cells keep one file from stopping the \
          computer. Nothing of the file was taken.",
    remedy: "Delete the empty rows, columns and pictures and save the file again, or raise the limit in engagement.toml.",
};

pub const FILE_UNKNOWN_FORMAT: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The file is not a workbook that prekick reads",
    why: "The content decides, not the ending of the name: a document, a PDF or a web page that is called .xlsx is \
          still not a workbook. This happens when a download saved an error page, or when a file was renamed instead \
          of saved in another format. Nothing of it was taken.",
    remedy: "Open it in the program it came from and save it as an Excel workbook (.xlsx) or as CSV.",
};

pub const FILE_UNREADABLE: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The file could not be read",
    why: "The file is damaged, was cut off on its way, or may not be opened by you. Mail gateways and interrupted \
          downloads are the usual reasons. The other files were read all the same; of this one nothing was taken.",
    remedy: "Try to open the file in Excel, let Excel repair it if it offers to, and ask for it again if that fails.",
};
