//! Installing models: from servers that behave and servers that do not, and from
//! files on disk. Whatever happens, there is a whole model or none.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use moodplane_tests::shop::{CONFIG, HEAD, MERT, Shop, blob, btc, head, hex, mert, names, student};
use moodplane_tests::{Checkpoint, Said, Trick, interrupt, until};
use serde_json::Value;
use sha2::Digest;

/// The one installed file of that role.
fn installed(shop: &Shop, role: &str) -> Result<PathBuf> {
    let folder = names(&shop.models())?
        .into_iter()
        .find(|name| name.starts_with("music2emo-"));
    let folder = shop.models().join(folder.context("nothing is installed")?);
    Ok(folder.join(format!("{role}.safetensors")))
}

/// The header of a safetensors file.
fn header(path: &Path) -> Result<Value> {
    let bytes = fs::read(path)?;
    let (length, rest) = bytes.split_first_chunk::<8>().context("too short")?;
    let length = usize::try_from(u64::from_le_bytes(*length))?;
    Ok(serde_json::from_slice(rest.get(..length).context("cut")?)?)
}

#[test]
fn a_model_is_listed_installed_verified_and_removed() -> Result<()> {
    let shop = Shop::open()?;
    assert_eq!(shop.state()?, "available");
    assert!(!shop.models().exists());
    let listed = shop.run(&["list"])?;
    for word in ["student", "shipped", "music2emo", "CC-BY-NC-4.0", "MB"] {
        assert!(listed.out.contains(word), "{}", listed.out);
    }

    fs::create_dir_all(shop.models())?;
    fs::write(shop.models().join("mine.txt"), "mine")?;
    let said = shop.install()?;
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{said:?}");
    fs::remove_file(shop.models().join("mine.txt"))?;
    shop.assert_installed(&said)?;

    // What the networks will look for, and nothing else.
    let head = header(&installed(&shop, "head")?)?;
    assert_eq!(head["classification_branch.2.bias"]["shape"][0], 56);
    assert!(head["loss_fn_classification.pos_weight"].is_null());
    let btc = header(&installed(&shop, "btc")?)?;
    assert_eq!(btc["mean"]["shape"].as_array().map(Vec::len), Some(0));
    assert!(btc["output_layer.output_projection.bias"].is_object());
    let mert = installed(&shop, "mert")?;
    assert_eq!(
        header(&mert)?["encoder.pos_conv_embed.conv.weight_g"]["dtype"],
        "F32"
    );
    let card = fs::read_to_string(mert.with_file_name("README.md"))?;
    assert!(
        card.contains("CC-BY-NC-4.0") && card.contains("J_all.ckpt"),
        "{card}"
    );

    // A second install takes the first one's place.
    shop.assert_installed(&shop.install()?)?;

    let mut bytes = fs::read(&mert)?;
    *bytes.last_mut().context("empty")? ^= 1;
    fs::write(&mert, bytes)?;
    let verified = shop.run(&["verify", "--json"])?;
    assert_eq!(verified.code, Some(1), "{verified:?}");
    let lines = verified.lines()?;
    let bad: Vec<_> = lines.iter().filter(|line| line["ok"] == false).collect();
    assert!(bad.len() == 1 && bad[0]["id"] == "music2emo", "{lines:?}");
    shop.assert_installed(&shop.install()?)?;

    fs::write(mert.with_file_name("notes.txt"), "mine")?;
    let said = shop.run(&["remove", "music2emo"])?;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(shop.state()?, "available");
    let left = names(mert.parent().context("no folder")?)?;
    assert_eq!(left, ["notes.txt"], "only what was installed goes");
    Ok(())
}

#[test]
fn without_a_terminal_the_licence_is_accepted_in_words_or_nothing_happens() -> Result<()> {
    let shop = Shop::open()?;
    let said = shop.run(&["install", "music2emo"])?;
    shop.assert_refused(&said, 2, "--accept-licence")?;
    assert!(said.err.contains("CC-BY-NC-4.0"));
    assert_eq!(shop.server.count(), 0);
    assert!(!shop.models().exists());
    Ok(())
}

/// Runs `mood models install` in a terminal of `script`'s and types an answer.
#[cfg(target_os = "linux")]
fn answer(shop: &Shop, typed: &str) -> Result<Said> {
    use std::io::Write;
    let install = shop.command(&["install", "music2emo"])?;
    let program = install.get_program().to_str().context("an odd folder")?;
    let mut script = Command::new("script");
    script.args([
        "-qec",
        &format!("'{program}' models install music2emo"),
        "/dev/null",
    ]);
    for (name, value) in install.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let mut child = script
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child
        .stdin
        .take()
        .context("no input")?
        .write_all(typed.as_bytes())?;
    Ok(Said::of(&child.wait_with_output()?))
}

#[test]
#[cfg(target_os = "linux")]
fn in_a_terminal_sizes_and_licences_are_shown_and_only_a_yes_goes_on() -> Result<()> {
    let shop = Shop::open()?;
    for typed in ["\n", "n\n", "perhaps\n"] {
        let said = answer(&shop, typed)?;
        assert_eq!(said.code, Some(3), "{said:?}");
        for word in [
            "pytorch_model.bin",
            "0.0 MB",
            "MIT",
            "somebody",
            "[y/N]",
            "nothing is",
        ] {
            assert!(said.out.contains(word), "{word}: {}", said.out);
        }
        assert_eq!(shop.server.count(), 0);
        assert!(!shop.models().exists());
    }
    let said = answer(&shop, "y\n")?;
    shop.assert_installed(&said)
}

#[test]
fn slips_of_the_hand_are_one_line_and_status_2() -> Result<()> {
    let shop = Shop::open()?;
    for (arguments, word) in [
        (&["install", "nobody", "--accept-licence"][..], "music2emo"),
        (&["import", "music2emo", "/nowhere"], "no folder"),
        (&["verify", "nobody"], "student"),
        (&["remove", "nobody"], "student"),
        (&["remove", "student"], "cannot be removed"),
    ] {
        shop.assert_refused(&shop.run(arguments)?, 2, word)?;
    }
    assert!(!shop.models().exists());
    Ok(())
}

#[test]
fn a_download_goes_on_where_the_line_broke() -> Result<()> {
    let shop = Shop::open()?;
    shop.server.play(
        MERT,
        [
            Trick::Cut(5000),
            Trick::Status(503),
            Trick::Stall(3000),
            Trick::Cut(1000),
        ],
    );
    shop.assert_installed(&shop.install()?)?;
    let from: Vec<_> = shop.server.asked(MERT).iter().map(|a| a.from).collect();
    assert_eq!(from, [None, Some(5000), Some(5000), Some(8000), Some(9000)]);
    Ok(())
}

#[test]
fn a_server_without_ranges_or_with_a_new_file_sends_it_whole() -> Result<()> {
    let shop = Shop::open()?;
    shop.server
        .play(MERT, [Trick::Cut(5000), Trick::IgnoreRange]);
    shop.server.play(HEAD, [Trick::Cut(500), Trick::OtherPart]);
    shop.assert_installed(&shop.install()?)?;
    let from: Vec<_> = shop.server.asked(HEAD).iter().map(|a| a.from).collect();
    assert_eq!(from, [None, Some(500), None]);

    // Half of the old file is here when a new one is published.
    let shop = Shop::open()?;
    shop.server
        .play(MERT, [Trick::Cut(5000), Trick::Stall(100)]);
    let mut child = shop.start_install()?;
    until("a second request", || {
        (shop.server.asked(MERT).len() == 2).then_some(())
    })?;
    child.kill()?;
    child.wait()?;
    shop.server.put(MERT, &mert().bytes()?);
    shop.assert_installed(&shop.install()?)
}

#[test]
fn after_a_kill_the_rest_is_fetched_and_no_more() -> Result<()> {
    let shop = Shop::open()?;
    shop.server.play(MERT, [Trick::Stall(7000)]);
    let mut child = shop.start_patient_install()?;
    let part = shop
        .models()
        .join("music2emo.partial/pytorch_model.bin.part");
    until("the first bytes", || {
        fs::metadata(&part).ok().filter(|part| part.len() == 7000)
    })?;
    // Another install would write to the same file.
    let said = shop.install()?;
    shop.assert_refused(&said, 3, "another Moodplane")?;
    child.kill()?;
    child.wait()?;
    assert_eq!(shop.state()?, "available");

    let (heads, all) = (shop.server.asked(HEAD).len(), shop.server.count());
    shop.assert_installed(&shop.install()?)?;
    assert_eq!(shop.server.asked(HEAD).len(), heads, "it was whole");
    assert_eq!(shop.server.count(), all + 1);
    let last = shop.server.asked(MERT).pop().context("nothing asked")?;
    assert_eq!(last.from, Some(7000));
    Ok(())
}

#[test]
fn ctrl_c_ends_with_130_and_keeps_what_came() -> Result<()> {
    let shop = Shop::open()?;
    shop.server
        .play(MERT, [Trick::Stall(7000), Trick::Stall(100)]);
    let mut child = shop.start_install()?;
    until("the first bytes", || {
        (!shop.server.asked(MERT).is_empty()).then_some(())
    })?;
    interrupt(&child)?;
    let status = until("the end", || child.try_wait().ok().flatten())?;
    assert_eq!(status.code(), Some(130), "{status}");
    assert_eq!(shop.state()?, "available");
    shop.assert_installed(&shop.install()?)
}

#[test]
fn a_server_that_lies_about_length_is_not_believed() -> Result<()> {
    let shop = Shop::open()?;
    // With a digest and without one.
    for path in [HEAD, MERT] {
        for trick in [Trick::Shorter, Trick::Longer] {
            shop.server.play(path, vec![trick; 20]);
            shop.assert_refused(&shop.install()?, 3, "after 5 attempts")?;
            shop.server.play(path, []);
        }
    }
    shop.assert_installed(&shop.install()?)?;

    // Where nothing but the file itself can tell, it does.
    let shop = Shop::open()?;
    let whole = mert().bytes()?;
    shop.server.put(MERT, &whole[..whole.len() / 2]);
    shop.assert_refused(&shop.install()?, 2, "damaged or cut short")?;
    shop.server.put(MERT, &whole);
    shop.assert_installed(&shop.install()?)
}

#[test]
fn what_is_not_the_published_file_is_refused_and_the_old_model_stays() -> Result<()> {
    let shop = Shop::open()?;
    shop.server.play(HEAD, [Trick::OtherBytes]);
    let said = shop.install()?;
    shop.assert_refused(&said, 3, "is not the published file")?;
    shop.assert_installed(&shop.install()?)?;

    let before = names(&shop.models())?;
    shop.server.play(HEAD, [Trick::OtherBytes]);
    let said = shop.install()?;
    assert_eq!(said.code, Some(3), "{said:?}");
    assert_eq!(shop.state()?, "installed");
    assert_eq!(shop.run(&["verify"])?.code, Some(0));
    let mut after = names(&shop.models())?;
    after.retain(|name| name != "music2emo.partial");
    assert_eq!(after, before);
    Ok(())
}

#[test]
fn the_hubs_own_digest_is_followed_and_checked() -> Result<()> {
    let shop = Shop::open()?;
    let bytes = mert().bytes()?;
    shop.server.put("/store/1234", &bytes);
    shop.server
        .redirect(MERT, "/store/1234", &hex(&sha2::Sha256::digest(b"other")));
    let said = shop.install()?;
    shop.assert_refused(&said, 3, "its SHA-256 is")?;
    shop.server
        .redirect(MERT, "/store/1234", &hex(&sha2::Sha256::digest(&bytes)));
    shop.server.play("/store/1234", [Trick::Cut(100)]);
    shop.assert_installed(&shop.install()?)?;
    let from: Vec<_> = shop
        .server
        .asked("/store/1234")
        .iter()
        .map(|a| a.from)
        .collect();
    assert_eq!(from, [None, None, Some(100)]);
    // Never from here to somewhere that is no web server.
    shop.server.redirect(MERT, "file:///etc/passwd", "");
    let said = shop.install()?;
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.err.contains("not trusted"), "{}", said.err);
    Ok(())
}

#[test]
fn a_server_that_is_not_there_or_has_nothing_is_told_in_a_line() -> Result<()> {
    let shop = Shop::open()?;
    let text = fs::read_to_string(shop.mood.file("offers.toml"))?;
    let gone = text.replace("pytorch_model.bin\"\nmb", "nothing.bin\"\nmb");
    fs::write(shop.mood.file("offers.toml"), gone)?;
    shop.assert_refused(&shop.install()?, 3, "no such file")?;
    // A port that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let address = shop.server.url("");
    let gone = text.replace(&address, &format!("http://{port}"));
    fs::write(shop.mood.file("offers.toml"), gone)?;
    shop.assert_refused(&shop.install()?, 3, "does not answer")?;
    assert!(!shop.models().exists());
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_told_in_a_line() -> Result<()> {
    let shop = Shop::open()?;
    let file = shop.mood.file("file");
    fs::write(&file, "no folder")?;
    let mut command = shop.command(&["install", "music2emo", "--accept-licence"])?;
    command.env("MOODPLANE_USER_MODELS", file.join("models"));
    let said = Said::of(&command.output()?);
    shop.assert_refused(&said, 3, "cannot create")?;
    assert_eq!(shop.server.count(), 0);
    Ok(())
}

/// A checkout of the published repositories.
fn checkout(shop: &Shop, head: &[u8]) -> Result<PathBuf> {
    let folder = shop.mood.file("checkout");
    fs::create_dir_all(folder.join("saved_models"))?;
    fs::create_dir_all(folder.join("inference/data"))?;
    fs::write(folder.join("saved_models/J_all.ckpt"), head)?;
    let btc = btc().bytes()?;
    fs::write(folder.join("inference/data/btc_model_large_voca.pt"), btc)?;
    fs::write(folder.join("pytorch_model.bin"), mert().bytes()?)?;
    Ok(folder)
}

#[test]
fn files_on_disk_are_imported_without_a_server() -> Result<()> {
    let shop = Shop::open()?;
    let folder = checkout(&shop, &student().bytes()?)?;
    let path = folder.to_str().context("an odd folder")?;
    let said = shop.run(&["import", "music2emo", path, "--json"])?;
    assert_eq!(said.lines()?[0]["id"], "music2emo");
    shop.assert_installed(&said)?;
    assert_eq!(shop.server.count(), 0);

    // Somebody's own training: said, and taken.
    shop.offer(Some(&blob(b"another")))?;
    let said = shop.run(&["import", "music2emo", path])?;
    assert!(said.err.contains("not the published file"), "{}", said.err);
    shop.assert_installed(&said)
}

#[test]
fn what_cannot_be_imported_is_named_and_nothing_is_left() -> Result<()> {
    let shop = Shop::open()?;
    let teacher = head(&[("output_proj", 56)]).bytes()?;
    let small = head(&[("classification_branch", 50), ("regression_branch", 2)]).bytes()?;
    let hostile = Checkpoint::of(|root| root.call("state_dict", "os", "system")).bytes()?;
    for (bytes, word) in [
        (&hostile[..], "os.system"),
        (&teacher, "classification_branch.2.bias"),
        (&small, "is [50] and not [56]"),
        (&btc().bytes()?, "state_dict"),
        (b"not a checkpoint", "no checkpoint of PyTorch"),
        (&student().bytes()?[..900], "damaged or cut short"),
    ] {
        shop.offer(None)?;
        let folder = checkout(&shop, bytes)?;
        let path = folder.to_str().context("an odd folder")?;
        let said = shop.run(&["-q", "import", "music2emo", path])?;
        shop.assert_refused(&said, 2, word)?;
        assert!(said.err.contains("J_all.ckpt"), "{}", said.err);
        assert_eq!(names(&shop.models())?, [".lock"]);
    }
    let folder = shop.mood.file("empty");
    fs::create_dir(&folder)?;
    let path = folder.to_str().context("an odd folder")?;
    let said = shop.run(&["import", "music2emo", path])?;
    shop.assert_refused(
        &said,
        2,
        "J_all.ckpt, btc_model_large_voca.pt, pytorch_model.bin",
    )
}

#[test]
fn settings_of_another_encoder_are_noticed() -> Result<()> {
    let shop = Shop::open()?;
    let large = CONFIG.replace("768", "1024");
    shop.server.put("/mert/config.json", large.as_bytes());
    shop.assert_refused(&shop.install()?, 2, "'hidden_size' is 1024 and not 768")
}
