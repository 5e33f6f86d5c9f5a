/** Shells that there is a completion script for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** Lines that install each script, for `completion --help`. */
export const INSTALLATION = `To complete in this session; or in each one, with the line in the file after it:

  bash        source <(kube-state-metrics completion bash)   # ~/.bashrc
  zsh         source <(kube-state-metrics completion zsh)    # ~/.zshrc, after
                                                             # compinit
  fish        kube-state-metrics completion fish | source
                                               # ~/.config/fish/config.fish
  PowerShell  kube-state-metrics completion powershell | Out-String |
              Invoke-Expression                              # $PROFILE`;
