ivrplan {
  rules {
    profiles = ["recommended", "outbound-uk", "nonsense"]
    select   = ["IVR201", 3]
    ignore   = upper("IVR103")
    severity = { "IVR103" = "warning", "IVR104" = "eror", IVR105 = 2 }
    profile  = ["core"]
  }
}
