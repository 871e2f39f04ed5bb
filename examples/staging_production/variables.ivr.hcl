# None of these has a default: without a workspace nothing can be planned, and nothing is deployed by mistake.

variable "cxone_url" {
  type        = string
  description = "The address of the tenant."
}

variable "line" {
  type        = string
  description = "What the names of all objects begin with, so that two workspaces can share a tenant."
}

variable "open" {
  type        = map(string)
  description = "Opening hours, by days."
}

variable "teams" {
  type        = list(object({ name = string, queue = string }))
  description = "Who can be reached, in the order of their keys, and the queue that their callers wait in."

  validation {
    condition     = length(var.teams) >= 1 && length(var.teams) <= 5
    error_message = "Callers can choose from one to five teams."
  }
}
