//! Tells Tauri where the app's permissions are, and the linker where
//! libtorch will be.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/app/permissions");
    println!("cargo:rerun-if-changed=src-tauri/app/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    if !Path::new("ui/dist/index.html").exists() {
        println!(
            "cargo::error=the window is not built: run `cargo xtask setup`, or \
             `npm --prefix ui ci && npm --prefix ui run build`"
        );
        return;
    }
    find_libtorch();
    // Every command has a permission of its own, and the window's capability
    // lists them one by one: what is not listed cannot be called.
    let permissions = tauri_build::AppManifest::new()
        .permissions_path_pattern("src-tauri/app/permissions/*.toml");
    let attributes = tauri_build::Attributes::new()
        .app_manifest(permissions)
        .capabilities_path_pattern("src-tauri/app/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}

/// Where the program looks for libtorch: where its package puts it, and where
/// this build found it.
fn find_libtorch() {
    println!("cargo:rerun-if-env-changed=DEP_TCH_LIBTORCH_LIB");
    let installed = match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux") => Some("$ORIGIN/../lib/moodplane"),
        Ok("macos") => Some("@executable_path/../Frameworks"),
        // Windows looks beside the program by itself.
        _ => None,
    };
    let built = std::env::var("DEP_TCH_LIBTORCH_LIB").ok();
    for folder in installed.into_iter().chain(built.as_deref()) {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
    }
}
