//! Hands on the keyboard for windows that the driver knows nothing of: the
//! system's own dialogs.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt as _, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::{Screen, until};

/// Keys that are no letters, as X numbers them.
const RETURN: u32 = 0xff0d;
const CONTROL: u32 = 0xffe3;
const SHIFT: u32 = 0xffe1;

/// A dialog takes so long to be ready for keys once it is there.
const SETTLES: Duration = Duration::from_millis(700);
/// Between two keys: as a fast hand.
const BETWEEN: Duration = Duration::from_millis(15);

impl Screen {
    /// Waits for a dialog of the system that asks for a file, types what it is to
    /// be in the place of what is proposed, and presses Return.
    ///
    /// # Errors
    /// If there never is a dialog, or a letter is on no key.
    pub fn answer_dialog(&self, text: &str) -> Result<()> {
        let (connection, screen) = x11rb::connect(Some(&self.display_name()))?;
        let root = connection.setup().roots[screen].root;
        let dialog = until("a dialog of the system", || {
            dialog(&connection, root).ok().flatten()
        })?;
        let typist = Typist::new(&connection, root)?;
        typist.point_at(dialog)?;
        sleep(SETTLES);
        typist.hold(CONTROL, u32::from('a'))?;
        for letter in text.chars() {
            typist.letter(letter)?;
        }
        sleep(SETTLES);
        typist.key(RETURN)
    }
}

/// A window that says that it is a dialog, and is to be seen.
fn dialog(connection: &RustConnection, root: Window) -> Result<Option<Window>> {
    let atom = |name: &str| -> Result<u32> {
        Ok(connection
            .intern_atom(false, name.as_bytes())?
            .reply()?
            .atom)
    };
    let (kind, wanted) = (
        atom("_NET_WM_WINDOW_TYPE")?,
        atom("_NET_WM_WINDOW_TYPE_DIALOG")?,
    );
    for window in connection.query_tree(root)?.reply()?.children {
        let seen = connection.get_window_attributes(window)?.reply()?.map_state;
        let property = connection.get_property(false, window, kind, AtomEnum::ATOM, 0, 16)?;
        let kinds = property.reply()?;
        let mut kinds = kinds.value32().into_iter().flatten();
        if seen == MapState::VIEWABLE && kinds.any(|kind| kind == wanted) {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

/// Presses keys as a keyboard does.
struct Typist<'a> {
    connection: &'a RustConnection,
    root: Window,
    first: u8,
    per_key: usize,
    /// What each key says, plain and with Shift.
    says: Vec<u32>,
}

impl<'a> Typist<'a> {
    fn new(connection: &'a RustConnection, root: Window) -> Result<Self> {
        let setup = connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let keys = connection
            .get_keyboard_mapping(first, last - first + 1)?
            .reply()?;
        Ok(Self {
            connection,
            root,
            first,
            per_key: usize::from(keys.keysyms_per_keycode),
            says: keys.keysyms,
        })
    }

    /// Moves the pointer into a window: nobody manages windows here, so that keys
    /// go to where it is.
    fn point_at(&self, window: Window) -> Result<()> {
        let place = self.connection.get_geometry(window)?.reply()?;
        let x = place.x + i16::try_from(place.width / 2)?;
        let y = place.y + i16::try_from(place.height / 2)?;
        let connection = self.connection;
        connection
            .xtest_fake_input(MOTION_NOTIFY_EVENT, 0, 0, self.root, x, y, 0)?
            .check()?;
        connection
            .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?
            .check()?;
        Ok(())
    }

    fn press(&self, code: u8, down: bool) -> Result<()> {
        let kind = if down {
            KEY_PRESS_EVENT
        } else {
            KEY_RELEASE_EVENT
        };
        self.connection
            .xtest_fake_input(kind, code, 0, self.root, 0, 0, 0)?
            .check()?;
        sleep(BETWEEN);
        Ok(())
    }

    /// The key that says something, and whether with Shift.
    fn code(&self, says: u32) -> Result<(u8, bool)> {
        let shifts = [0, 1].into_iter();
        let found = shifts.filter_map(|shift| {
            let mut keys = self.says.chunks(self.per_key);
            let at = keys.position(|key| key.get(shift) == Some(&says))?;
            Some((self.first + u8::try_from(at).ok()?, shift == 1))
        });
        found
            .min_by_key(|(_, shift)| *shift)
            .with_context(|| format!("no key says {says:#x}"))
    }

    fn key(&self, says: u32) -> Result<()> {
        let (code, _) = self.code(says)?;
        self.press(code, true)?;
        self.press(code, false)
    }

    /// A key with another held.
    fn hold(&self, held: u32, says: u32) -> Result<()> {
        let (held, _) = self.code(held)?;
        self.press(held, true)?;
        self.key(says)?;
        self.press(held, false)
    }

    fn letter(&self, letter: char) -> Result<()> {
        // Of Latin letters the numbers are X's own.
        match self.code(u32::from(letter))? {
            (_, true) => self.hold(SHIFT, u32::from(letter)),
            (_, false) => self.key(u32::from(letter)),
        }
    }
}
