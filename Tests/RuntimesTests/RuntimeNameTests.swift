import Testing

@testable import Runtimes

@Suite struct RuntimeNameTests {
    @Test(arguments: [
        "workers@2024-03-01", "workers@2025-09-15+nodejs_compat", "workers@2026-11-17+nodejs_compat+legacy_module_registry",
        "workers-raw@2024-03-01", "node@22/esm", "node@20.18.0/cjs", "node@22.12/esm", "deno", "bun", "browser", "bundler/esbuild"
    ])
    func aNamePrintsAsItWasWritten(_ text: String) throws {
        #expect(try RuntimeName.parse(text).get().description == text)
    }

    @Test(
        arguments: [
            ("", nil), ("nodde@22/esm", "node@22/esm"), ("node@22", "node@22/esm"), ("node", "node@22/esm"),
            ("node@22/commonjs", "node@22/cjs"),
            ("node@x/esm", "node@22/esm"), ("workers", "workers@2026-11-17"), ("workers@2026-02-30", "workers@2026-11-17"),
            ("workers@2026-11-17+Nodejs", "workers@2026-11-17"), ("cloudflare", "workers@2026-11-17"), ("denno", "deno"),
            ("esbuild", "bundler/esbuild"), ("bundler/webpac", "bundler/webpack"), ("\u{1F600}", nil)
        ] as [(String, String?)])
    func anUnknownNameSuggestsAnother(_ text: String, _ suggestion: String?) {
        guard case .failure(let error) = RuntimeName.parse(text) else {
            Issue.record("\(text) was understood")
            return
        }
        #expect(error.text == text)
        #expect(error.suggestion == suggestion)
    }

    @Test func aSuggestionIsUnderstood() {
        for text in ["node", "workers", "cloudflare", "esbuild", "chrome"] {
            guard case .failure(let error) = RuntimeName.parse(text), let suggestion = error.suggestion else { continue }
            #expect((try? RuntimeName.parse(suggestion).get()) != nil)
        }
    }

    @Test func anUnknownFlagIsAnError() throws {
        let name = try RuntimeName.parse("workers@2026-11-17+nodejs_compart").get()
        guard case .failure(let error) = Runtimes().profile(name) else {
            Issue.record("an unknown flag was taken")
            return
        }
        #expect(error.suggestion == "nodejs_compat")
    }

    @Test(arguments: [
        ("workers@2027-01-01", 1), ("workers@2020-01-01", 1), ("workers@2026-11-17", 0), ("node@22/esm", 0), ("node@23/esm", 1),
        ("node@20.18.0/esm", 1)
    ])
    func whatWasNotMeasuredIsAssumed(_ text: String, _ count: Int) throws {
        #expect(try Runtimes().profile(RuntimeName.parse(text).get()).get().assumed.count == count)
    }
}

@Suite struct CompatibilityTests {
    @Test(arguments: ["2024-13-01", "2024-00-10", "2023-02-29", "24-01-01", "2024-1-1", "2024-01-01 ", "+024-01-01", ""])
    func aDayThatNoCalendarHasIsNone(_ text: String) { #expect(CompatibilityDate(text) == nil) }

    @Test func datesPrintAndCompare() throws {
        let early = try #require(CompatibilityDate("2024-02-29"))
        let late = try #require(CompatibilityDate("2024-03-01"))
        #expect(early < late)
        #expect(early.description == "2024-02-29")
    }

    @Test func flagsComeByDateByNameAndByImplication() throws {
        func flags(_ text: String) throws -> Set<String> {
            Set(try Runtimes().profile(RuntimeName.parse(text).get()).get().flags.map(\.name))
        }
        #expect(try !flags("workers@2025-05-04").contains("enable_weak_ref"))
        #expect(try flags("workers@2025-05-05").contains("enable_weak_ref"))
        #expect(try !flags("workers@2025-05-05+disable_weak_ref").contains("enable_weak_ref"))
        #expect(try flags("workers@2024-03-01+enable_weak_ref").contains("enable_weak_ref"))
        #expect(
            try flags("workers@2025-09-15+nodejs_compat").isSuperset(of: [
                "nodejs_compat_v2", "enable_nodejs_fs_module", "enable_nodejs_http_server_modules"
            ]))
        #expect(try !flags("workers@2025-09-15").contains("enable_nodejs_fs_module"))
        #expect(try flags("workers@2026-08-04").contains("enable_nodejs_fs_module"))
        #expect(try !flags("workers@2026-08-04+no_nodejs_compat").contains("enable_nodejs_fs_module"))
    }

    @Test(arguments: ["flag", "flag a b", "from yesterday", "since x", "sometimes", "flag A"])
    func aConditionThatMeansNothingIsAnError(_ text: String) { #expect(FactCondition(text) == nil) }
}
