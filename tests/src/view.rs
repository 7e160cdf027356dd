//! The window as its user meets it: what is to be seen, and a hand on mouse
//! and keyboard.

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MOUSE_BUTTON_RIGHT, MouseActions,
    PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::{Screen, program};

/// Longer than anything takes on the slowest machine; it only ends a test
/// that would otherwise never end.
const PATIENCE: Duration = Duration::from_secs(240);

/// An open window.
pub struct View {
    client: Client,
}

impl View {
    /// Opens the window on a desktop.
    ///
    /// # Errors
    /// If it does not open.
    pub async fn open(screen: &Screen) -> Result<Self> {
        let mut wanted = Capabilities::new();
        wanted.insert(
            "webkitgtk:browserOptions".into(),
            json!({ "binary": program("moodplane")?, "args": [] }),
        );
        let address = screen.driver_address();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        // A program that never draws its window would be waited for for ever.
        let client = timeout(PATIENCE, builder.capabilities(wanted).connect(&address))
            .await
            .context("the window's program does not answer")?
            .context("the window does not open")?;
        Ok(Self { client })
    }

    /// Closes the window.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// The element of this name, when it is there.
    ///
    /// # Errors
    /// If it never is.
    pub async fn find(&self, name: &str) -> Result<Element> {
        let css = format!("[data-testid={name}]");
        let wait = self.client.wait().at_most(PATIENCE);
        wait.for_element(Locator::Css(&css))
            .await
            .with_context(|| format!("the window shows no {name}"))
    }

    /// Of the elements of this name, the one with this value of an attribute.
    ///
    /// # Errors
    /// If it never is there.
    pub async fn find_where(&self, name: &str, attribute: &str, value: &str) -> Result<Element> {
        let css = format!("[data-testid={name}][{attribute}='{value}']");
        let wait = self.client.wait().at_most(PATIENCE);
        wait.for_element(Locator::Css(&css))
            .await
            .with_context(|| format!("the window shows no {name} with {attribute} {value}"))
    }

    /// Whether an element of this name is there now.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn shows(&self, name: &str) -> Result<bool> {
        let css = format!("[data-testid={name}]");
        Ok(!self.client.find_all(Locator::Css(&css)).await?.is_empty())
    }

    /// What an element says.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn text(&self, name: &str) -> Result<String> {
        Ok(self.find(name).await?.text().await?)
    }

    /// Everything that the window says.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn all_text(&self) -> Result<String> {
        let body = self.client.find(Locator::Css("body")).await?;
        Ok(body.text().await?)
    }

    /// How many dots the plane has.
    ///
    /// # Errors
    /// If there is no plane.
    pub async fn dots(&self) -> Result<usize> {
        let count = self.find("plane").await?.attr("data-points").await?;
        count
            .unwrap_or_default()
            .parse()
            .context("no number of dots")
    }

    /// The tracks that are listed and the tracks there are, as counted in
    /// the top bar: `3 of 10 tracks`.
    ///
    /// # Errors
    /// If there are no such numbers.
    pub async fn counted(&self) -> Result<(usize, usize)> {
        let text = self.text("count").await?;
        let mut numbers = text.split_whitespace().filter_map(|word| word.parse().ok());
        let pair = numbers.next().zip(numbers.next());
        pair.with_context(|| format!("no count: {text:?}"))
    }

    /// The titles that the list shows, from the top.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn titles(&self) -> Result<Vec<String>> {
        // All at once, for rows come and go. A title that may be cut short has no
        // visible text for the driver.
        let look = "return [...document.querySelectorAll('[data-testid=list-row] b')] \
                    .map((row) => row.title)";
        let titles = self.script(look, vec![]).await?;
        Ok(serde_json::from_value(titles)?)
    }

    /// Seconds into the song, as the player bar says: `0:07`.
    ///
    /// # Errors
    /// If it says no time.
    pub async fn position_s(&self) -> Result<u32> {
        let text = self.text("position").await?;
        let parts = text.trim().split_once(':').context("no position")?;
        Ok(60 * parts.0.parse::<u32>()? + parts.1.parse::<u32>()?)
    }

    /// Draws a lasso with Shift held: corners as fractions of the plane's
    /// width and height from its top left.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn lasso(&self, corners: &[(f64, f64)]) -> Result<()> {
        let plane = self.find("plane").await?;
        let (left, top, width, height) = plane.rectangle().await?;
        // Held down while the mouse goes through its own, longer list.
        let shift = Key::Shift.into();
        let mut keys = KeyActions::new("keyboard".into()).then(KeyAction::Down { value: shift });
        let mut mouse = MouseActions::new("mouse".into()).pause(Duration::from_millis(50));
        for (i, (x, y)) in corners.iter().enumerate() {
            mouse = mouse.then(PointerAction::MoveTo {
                duration: Some(Duration::from_millis(80)),
                x: left + x * width,
                y: top + y * height,
            });
            keys = keys.pause(Duration::ZERO);
            if i == 0 {
                mouse = mouse.then(PointerAction::Down {
                    button: MOUSE_BUTTON_LEFT,
                });
                keys = keys.pause(Duration::ZERO);
            }
        }
        mouse = mouse.then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        });
        keys = keys
            .pause(Duration::ZERO)
            .then(KeyAction::Up { value: shift });
        mouse = mouse.pause(Duration::ZERO);
        let both = fantoccini::actions::Actions::from(keys).and(mouse);
        self.client.perform_actions(both).await?;
        Ok(self.client.release_actions().await?)
    }

    /// Carries the handle on the plane to a place, as fractions of the plane's
    /// width and height from its top left.
    ///
    /// # Errors
    /// If there is no handle.
    pub async fn drag_handle(&self, x: f64, y: f64) -> Result<()> {
        let (left, top, width, height) = self.find("plane").await?.rectangle().await?;
        let handle = "const box = document.querySelector('[data-testid=carry] .dot') \
            .getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]";
        // The view may be on its way.
        let mut place = Value::Null;
        self.until("the handle to stand still", async |view| {
            let before = place.clone();
            place = view.script(handle, vec![]).await?;
            Ok(place == before)
        })
        .await?;
        let (from_x, from_y): (f64, f64) = serde_json::from_value(place)?;
        let button = MOUSE_BUTTON_LEFT;
        let to = |x, y| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(80)),
            x,
            y,
        };
        let (end_x, end_y) = (left + x * width, top + y * height);
        let mouse = MouseActions::new("mouse".into())
            .then(to(from_x, from_y))
            .then(PointerAction::Down { button })
            .then(to((from_x + end_x) / 2.0, (from_y + end_y) / 2.0))
            .then(to(end_x, end_y))
            .then(PointerAction::Up { button });
        Ok(self.client.perform_actions(mouse).await?)
    }

    /// Carries an element to a point of another, as fractions of its width and height
    /// from its top left, and waits there before letting go.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn carry(
        &self,
        what: &Element,
        to: &Element,
        (x, y): (f64, f64),
        wait: Duration,
    ) -> Result<()> {
        let (left, top, width, height) = what.rectangle().await?;
        let (from_x, from_y) = (left + width / 3.0, top + height / 2.0);
        let (left, top, width, height) = to.rectangle().await?;
        let (end_x, end_y) = (left + x * width, top + y * height);
        let button = MOUSE_BUTTON_LEFT;
        let to = |x, y| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(80)),
            x,
            y,
        };
        let mouse = MouseActions::new("mouse".into())
            .then(to(from_x, from_y))
            .then(PointerAction::Down { button })
            .then(to((from_x + end_x) / 2.0, (from_y + end_y) / 2.0))
            .then(to(end_x, end_y))
            .pause(wait)
            .then(PointerAction::Up { button });
        Ok(self.client.perform_actions(mouse).await?)
    }

    /// Presses the right button on an element.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn press_right(&self, element: &Element) -> Result<()> {
        let (left, top, width, height) = element.rectangle().await?;
        let button = MOUSE_BUTTON_RIGHT;
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo {
                duration: Some(Duration::from_millis(50)),
                x: left + width / 2.0,
                y: top + height / 2.0,
            })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        Ok(self.client.perform_actions(mouse).await?)
    }

    /// Presses the button that says this, wherever it is: an item of a menu too.
    ///
    /// # Errors
    /// If there never is one.
    pub async fn press_button(&self, words: &str) -> Result<()> {
        let path = format!("//button[normalize-space()='{words}']");
        let wait = self.client.wait().at_most(PATIENCE);
        let button = wait
            .for_element(Locator::XPath(&path))
            .await
            .with_context(|| format!("no button says {words:?}"))?;
        Ok(button.click().await?)
    }

    /// Runs code in the page, as the body of a function.
    ///
    /// # Errors
    /// If it throws.
    pub async fn script(&self, code: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(code, arguments).await?)
    }

    /// The same for code that calls back with its result.
    ///
    /// # Errors
    /// If it throws, or never calls back.
    pub async fn script_async(&self, code: &str) -> Result<Value> {
        Ok(self.client.execute_async(code, vec![]).await?)
    }

    /// Makes the page as large as this, px.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        Ok(self.client.set_window_rect(0, 0, width, height).await?)
    }

    /// Takes a picture of the window: PNG.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn photograph(&self) -> Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }

    /// Presses a key or types, wherever the focus is.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn press(&self, key: Key) -> Result<()> {
        let value = key.into();
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Presses a key with another one held.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn press_with(&self, held: Key, key: char) -> Result<()> {
        let held = held.into();
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Types over all that the field with the focus holds.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn type_over(&self, words: &str) -> Result<()> {
        self.press_with(Key::Control, 'a').await?;
        self.type_keys(words).await
    }

    /// Types, wherever the focus is.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn type_keys(&self, words: &str) -> Result<()> {
        let mut keys = KeyActions::new("keyboard".into());
        for value in words.chars() {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Looks again and again until the window is as it should be.
    ///
    /// # Errors
    /// If it never is, naming what was waited for.
    pub async fn until(
        &self,
        what: &str,
        mut is_so: impl AsyncFnMut(&Self) -> Result<bool>,
    ) -> Result<()> {
        let start = Instant::now();
        while !is_so(self).await? {
            if start.elapsed() > PATIENCE {
                let text = self.all_text().await.unwrap_or_default();
                let picture = self.picture().await?;
                bail!(
                    "waited in vain for {what}; see {}; the window says: {text}",
                    picture.display()
                );
            }
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// Keeps a picture of the window for whoever looks into a failure.
    async fn picture(&self) -> Result<PathBuf> {
        let path = env::temp_dir().join("moodplane-window.png");
        fs::write(&path, self.client.screenshot().await?)?;
        Ok(path)
    }
}
