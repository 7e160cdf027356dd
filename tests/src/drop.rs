//! A file manager that drags files onto the window: the source's side of the XDND
//! protocol (version 5, freedesktop.org), spoken over the display as any other
//! program speaks it. Nobody moves a mouse for it: the source says where it is.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, MapState,
    PropMode, SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME};

/// It only ends a test that would otherwise never end.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the source rests before it says again where it is, and how long it waits
/// for word of a window that is not listening yet. A source may say nothing new before
/// it has word of the last.
const STEP: Duration = Duration::from_millis(100);
const WORD: Duration = Duration::from_secs(5);

x11rb::atom_manager! {
    /// The words of the protocol.
    Words: WordsCookie {
        XdndAware,
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        TARGETS,
        List: b"text/uri-list",
    }
}

struct Source {
    display: RustConnection,
    words: Words,
    root: Window,
    own: Window,
    /// What is dragged: a URI a line.
    list: String,
}

/// Drags files to the middle of the window that takes files, and lets go.
pub(crate) fn drop_files(display: &str, paths: &[&Path]) -> Result<()> {
    let (display, screen) = x11rb::connect(Some(display)).context("no display")?;
    let words = Words::new(&display)?.reply()?;
    let root = display.setup().roots[screen].root;
    let own = display.generate_id()?;
    let (class, aux) = (WindowClass::INPUT_OUTPUT, CreateWindowAux::new());
    let (depth, visual) = (COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT);
    display.create_window(depth, own, root, 0, 0, 1, 1, 0, class, visual, &aux)?;
    display.set_selection_owner(own, words.XdndSelection, CURRENT_TIME)?;
    let list = paths.iter().map(|path| uri(path)).collect();
    let source = Source {
        display,
        words,
        root,
        own,
        list,
    };
    source.drop()
}

/// A file's address, with everything but plain letters escaped.
fn uri(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let bytes = path.as_os_str().as_encoded_bytes().iter();
    let escaped = bytes.map(|&byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    format!("file://{}\r\n", escaped.collect::<String>())
}

impl Source {
    fn drop(&self) -> Result<()> {
        let (target, x, y) = self.target()?;
        let kind = self.words.List;
        self.tell(target, self.words.XdndEnter, [0x0500_0000, kind, 0, 0])?;
        let place = u32::from(x) << 16 | u32::from(y);
        let start = Instant::now();
        // The first answers are "not yet": the window asks for the list first.
        loop {
            let copy = self.words.XdndActionCopy;
            self.tell(
                target,
                self.words.XdndPosition,
                [0, place, CURRENT_TIME, copy],
            )?;
            let told = self.hear(self.words.XdndStatus, WORD)?;
            if told.is_some_and(|data| data[1] & 1 == 1) {
                break;
            }
            ensure!(start.elapsed() < PATIENCE, "the window takes no files");
            // The list is asked for meanwhile.
            self.hear(self.words.XdndStatus, STEP)?;
        }
        self.tell(target, self.words.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        let end = self.hear(self.words.XdndFinished, PATIENCE)?;
        end.context("the window never took what was dropped")?;
        Ok(())
    }

    /// The window in sight that takes what is dropped, and its middle.
    fn target(&self) -> Result<(Window, u16, u16)> {
        for window in self.display.query_tree(self.root)?.reply()?.children {
            let (aware, any) = (self.words.XdndAware, AtomEnum::ANY);
            let says = self.display.get_property(false, window, aware, any, 0, 1)?;
            let looks = self.display.get_window_attributes(window)?.reply()?;
            let size = self.display.get_geometry(window)?.reply()?;
            let large = size.width > 100 && size.height > 100;
            if says.reply()?.value_len > 0 && looks.map_state == MapState::VIEWABLE && large {
                let at = |from: i16, length: u16| from.max(0).unsigned_abs() + length / 2;
                return Ok((window, at(size.x, size.width), at(size.y, size.height)));
            }
        }
        bail!("no window in sight takes files")
    }

    fn tell(&self, target: Window, what: Atom, rest: [u32; 4]) -> Result<()> {
        let data = [self.own, rest[0], rest[1], rest[2], rest[3]];
        let event = ClientMessageEvent::new(32, target, what, data);
        self.display
            .send_event(false, target, EventMask::NO_EVENT, event)?;
        Ok(self.display.flush()?)
    }

    /// Waits for a message, and hands over the list to whoever asks meanwhile.
    fn hear(&self, what: Atom, patience: Duration) -> Result<Option<[u32; 5]>> {
        let start = Instant::now();
        while start.elapsed() < patience {
            match self.display.poll_for_event()? {
                Some(Event::ClientMessage(event)) if event.type_ == what => {
                    return Ok(Some(event.data.as_data32()));
                }
                Some(Event::SelectionRequest(event)) => self.hand_over(event)?,
                Some(_) => {}
                None => thread::sleep(Duration::from_millis(5)),
            }
        }
        Ok(None)
    }

    fn hand_over(&self, asked: SelectionRequestEvent) -> Result<()> {
        let (to, property) = (asked.requestor, asked.property);
        let mode = PropMode::REPLACE;
        let mut given = property;
        if asked.target == self.words.List {
            let bytes = self.list.as_bytes();
            self.display
                .change_property8(mode, to, property, asked.target, bytes)?;
        } else if asked.target == self.words.TARGETS {
            let kinds = [self.words.List];
            self.display
                .change_property32(mode, to, property, AtomEnum::ATOM, &kinds)?;
        } else {
            given = AtomEnum::NONE.into();
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: to,
            selection: asked.selection,
            target: asked.target,
            property: given,
        };
        self.display
            .send_event(false, to, EventMask::NO_EVENT, answer)?;
        Ok(self.display.flush()?)
    }
}
