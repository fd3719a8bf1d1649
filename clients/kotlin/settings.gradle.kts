rootProject.name = "cairn-client"
