//! Makes a thread step back for all others of the machine.

use thread_priority::{Error, ThreadPriority};

/// Gives the calling thread the least share of the processor and of the disk:
/// it runs while nothing else wants to. For good, as a thread without
/// privileges may not rise again. Where the system refuses, it stays as it is.
pub fn be_quiet() {
    if let Err(error) = step_back() {
        tracing::debug!(?error, "a thread stays at its priority");
    }
}

/// On Linux, the policy "idle" holds for the processor and, as long as a thread
/// has no class of its own there, for the disk (ioprio_set(2)).
#[cfg(target_os = "linux")]
fn step_back() -> Result<(), Error> {
    use thread_priority::unix::{
        NormalThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy,
        thread_native_id,
    };
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle)
}

/// On Windows, the background mode holds for both.
#[cfg(windows)]
fn step_back() -> Result<(), Error> {
    use thread_priority::windows::WinAPIThreadPriority;
    let background = ThreadPriority::Os(WinAPIThreadPriority::BackgroundModeBegin.into());
    thread_priority::set_current_thread_priority(background)
}

#[cfg(not(any(target_os = "linux", windows)))]
fn step_back() -> Result<(), Error> {
    thread_priority::set_current_thread_priority(ThreadPriority::Min)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_the_thread_that_asks_steps_back() {
        let policy = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            // The 41st value of proc(5); the name in brackets is the second.
            let after_name = stat.rsplit_once(')').unwrap().1;
            after_name
                .split_whitespace()
                .nth(41 - 3)
                .unwrap()
                .to_owned()
        };
        let here = policy();
        let quiet = std::thread::spawn(move || {
            be_quiet();
            policy()
        });
        // SCHED_IDLE.
        assert_eq!(quiet.join().unwrap(), "5");
        assert_eq!(policy(), here);
    }
}
