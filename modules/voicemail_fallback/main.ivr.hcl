# Says that a message is recorded, and takes it. Leaves by `failed` when the mailbox takes none.

flow "voicemail_fallback" {
  description = "Takes a message"
  entry       = "notice"

  # Whoever is recorded hears so before: several states of the US and most of Europe ask for it.
  disclosure "notice" {
    say  = var.notice
    next = "message"
  }

  voicemail "message" {
    mailbox     = var.mailbox
    say         = var.invitation
    max_seconds = var.max_seconds
    on          = { full = "failed", error = "failed" }
  }

  exit "failed" {}
}
