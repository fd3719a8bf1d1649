import org.jetbrains.kotlin.gradle.dsl.KotlinVersion

plugins {
    kotlin("jvm") version "2.4.20"
    kotlin("plugin.serialization") version "2.4.20"
    `java-library`
    `maven-publish`
    signing
}

group = "dev.cairn"
version = "0.1.0"
description = "Client of Cairn, a headless content API: reading, search and offline copies"

repositories {
    mavenCentral()
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-serialization-json:1.9.0")
}

kotlin {
    explicitApi()
    jvmToolchain(17)
    // Programs that are compiled with Kotlin 2.1 can use the library.
    coreLibrariesVersion = "2.2.0"
    compilerOptions {
        languageVersion.set(KotlinVersion.KOTLIN_2_2)
        apiVersion.set(KotlinVersion.KOTLIN_2_2)
        allWarningsAsErrors.set(true)
    }
    sourceSets["test"].kotlin.srcDir("example")
}

/** A program of the tests: they need no runner. */
fun TaskContainer.program(name: String, about: String, main: String) = register<JavaExec>(name) {
    description = about
    group = "verification"
    mainClass.set(main)
    classpath = sourceSets["test"].runtimeClasspath
}

val conformance = tasks.program("conformance", "Runs the suite that all clients share.", "dev.cairn.client.MainKt")
tasks.program("example", "Runs the example against CAIRN_URL.", "ReadKt")
tasks.check { dependsOn(conformance) }

java {
    withSourcesJar()
    withJavadocJar()
}

publishing {
    publications.create<MavenPublication>("library") {
        from(components["java"])
        artifactId = "cairn-client"
        pom {
            name.set("cairn-client")
            description.set(project.description)
            licenses {
                license { name.set("MIT") }
                license { name.set("Apache-2.0") }
            }
        }
    }
}

// A release is signed: with `signing.gnupg.keyName` and the like in the properties of whoever publishes.
signing {
    setRequired({ gradle.taskGraph.allTasks.any { it is PublishToMavenRepository } })
    useGpgCmd()
    sign(publishing.publications["library"])
}
