flow "main" {
  entry = "a"
  disconnect "a" {}
  allow "IVR201" { reason = " " }
  allow "IVR201" {}
  allow { reason = "x" }
  allow "IVR201" {
    reason = "x"
    nod = "a"
  }
  allow "IVR201" {
    reason = "x"
    until  = "2027-02-30"
  }
}
