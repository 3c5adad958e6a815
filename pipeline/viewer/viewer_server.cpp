#include "pipeline/viewer/viewer_server.h"

#include <fmt/format.h>
#include <httplib.h>

#include <array>
#include <charconv>
#include <list>
#include <mutex>
#include <random>
#include <stdexcept>
#include <unordered_map>

#include "pipeline/files/embedded_file.h"
#include "pipeline/pages/class_colours.h"
#include "pipeline/pages/web_bundle.h"
#include "pipeline/viewer/viewer_answers.h"

HERALD_EMBED(viewer_html, "pipeline/viewer/templates/viewer.html")

namespace herald {
namespace {

using httplib::Request;
using httplib::Response;

constexpr std::size_t kLargestBody = std::size_t{1} << 20;
constexpr std::size_t kLargestAddress = 2048;
constexpr std::size_t kTileCacheBytes = std::size_t{96} << 20;
constexpr int kThreads = 8;  // a browser asks for six tiles at a time

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// 128 bits of the system's randomness.
std::string randomToken() {
  std::random_device device;
  std::string token;
  for (int i = 0; i < 4; ++i) token += fmt::format("{:08x}", device());
  return token;
}

// Pictures by their address, the last used ones.
class TileCache {
 public:
  using Picture = std::shared_ptr<const ViewerAnswers::Picture>;

  Picture find(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = by_address_.find(address);
    if (found == by_address_.end()) return nullptr;
    used_.splice(used_.begin(), used_, found->second);
    return found->second->second;
  }

  void keep(const std::string& address, Picture picture) {
    const std::lock_guard lock(mutex_);
    if (by_address_.contains(address)) return;
    bytes_ += picture->bytes.size();
    used_.emplace_front(address, std::move(picture));
    by_address_[address] = used_.begin();
    while (bytes_ > kTileCacheBytes && used_.size() > 1) {
      bytes_ -= used_.back().second->bytes.size();
      by_address_.erase(used_.back().first);
      used_.pop_back();
    }
  }

 private:
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<std::pair<std::string, Picture>> used_;
  std::unordered_map<std::string, std::list<std::pair<std::string, Picture>>::iterator> by_address_;
};

// A part of an address that is a number below 10^9; the routes let digits alone through.
std::int64_t numberIn(const Request& request, std::size_t group) {
  const std::string text = request.matches[group].str();
  std::int64_t value = -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return text.size() > 9 ? -1 : value;
}

std::size_t indexIn(const Request& request, std::size_t group = 1) {
  const std::int64_t index = numberIn(request, group);
  if (index < 0) throw RequestError(404, "there is no such slide");
  return static_cast<std::size_t>(index);
}

void answerError(Response& response, int status, const std::string& message) {
  response.status = status;
  response.set_header("Cache-Control", "no-store");
  const OrderedJson json = {{"error", message}};
  response.set_content(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace), "application/json");
}

void answerJson(Response& response, const OrderedJson& json) {
  response.set_header("Cache-Control", "no-store");
  response.set_content(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace), "application/json");
}

}  // namespace

struct ViewerServer::Http {
  explicit Http(ViewerCohort& cohort) : answers(cohort) {}
  httplib::Server server;
  ViewerAnswers answers;
  TileCache tiles;
  std::string token = randomToken();
  int port = 0;

  // Empty: to be answered; otherwise why not.
  [[nodiscard]] std::string refusalOf(const Request& request) const {
    const std::string here = fmt::format("127.0.0.1:{}", port);
    if (request.get_header_value("Host") != here) return "another host";
    if (request.has_header("Origin") && request.get_header_value("Origin") != "http://" + here) return "another origin";
    if (request.has_header("Sec-Fetch-Site")) {
      const std::string site = request.get_header_value("Sec-Fetch-Site");
      if (site != "same-origin" && site != "none") return "another site";
    }
    if (!request.path.starts_with("/" + token + "/")) return "a wrong token";
    if (request.target.size() > kLargestAddress) return "an address that is too long";
    return "";
  }

  void setUp() {
    server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server.set_payload_max_length(kLargestBody);
    server.set_keep_alive_max_count(1000);
    // Not SO_REUSEPORT, httplib's own choice: two servers would share a port, each refusing the other's visitors.
    server.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server.set_tcp_nodelay(true);  // small answers would wait 40 ms for an acknowledgement
    server.set_default_headers({{"Content-Security-Policy", std::string(kPolicy)},
                                {"X-Content-Type-Options", "nosniff"},
                                {"Referrer-Policy", "no-referrer"},
                                {"Cross-Origin-Resource-Policy", "same-origin"}});
    server.set_pre_routing_handler([this](const Request& request, Response& response) {
      const std::string refusal = refusalOf(request);
      if (refusal.empty()) return httplib::Server::HandlerResponse::Unhandled;
      answerError(response, 403, "refused: " + refusal);
      return httplib::Server::HandlerResponse::Handled;
    });
    server.set_exception_handler([](const Request&, Response& response, std::exception_ptr failure) {
      try {
        std::rethrow_exception(failure);
      } catch (const RequestError& error) {
        answerError(response, error.status(), error.what());
      } catch (const std::exception& error) {
        answerError(response, 500, error.what());
      }
    });
    server.set_error_handler([](const Request&, Response& response) {
      if (response.body.empty()) answerError(response, response.status, "there is nothing at this address");
    });
    addPage();
    addAnswers();
    addTiles();
  }

  void get(const std::string& pattern, httplib::Server::Handler handler) {
    server.Get("/" + token + pattern, std::move(handler));
  }

  void addPage() {
    const auto text = [](std::string body, const char* type) {
      return [body = std::move(body), type](const Request&, Response& response) {
        response.set_header("Cache-Control", "no-store");
        response.set_content(body, type);
      };
    };
    get("/", text(std::string(viewer_html()), "text/html; charset=utf-8"));
    get("/viewer.js", text(std::string(viewerBundle().script), "text/javascript; charset=utf-8"));
    get("/viewer.css", text(classColourStyle() + std::string(viewerBundle().style), "text/css; charset=utf-8"));
  }

  void addAnswers() {
    get("/api/run", [this](const Request&, Response& r) { answerJson(r, answers.runJson()); });
    get("/api/judge", [this](const Request& q, Response& r) { answerJson(r, answers.judgeJson(q.params)); });
    get(R"(/api/slides/(\d+))",
        [this](const Request& q, Response& r) { answerJson(r, answers.slideJson(indexIn(q))); });
    get(R"(/api/slides/(\d+)/answer)",
        [this](const Request& q, Response& r) { answerJson(r, answers.answerJson(indexIn(q), q.params)); });
    get(R"(/api/slides/(\d+)/cell)",
        [this](const Request& q, Response& r) { answerJson(r, answers.cellJson(indexIn(q), q.params)); });
    server.Put("/" + token + R"(/api/slides/(\d+)/regions)", [this](const Request& q, Response& r) {
      // A form of another site cannot have this type.
      if (!q.get_header_value("Content-Type").starts_with("application/json"))
        throw RequestError(415, "the body must be application/json");
      answerJson(r, answers.saveRegions(indexIn(q), q.body));
    });
  }

  void addTiles() {
    get(R"(/tiles/(\d+)/([a-z]+)/(\d+)/(\d+)_(\d+))", [this](const Request& q, Response& r) {
      auto picture = tiles.find(q.target);
      if (!picture) {
        const std::int64_t level = numberIn(q, 3);
        picture = std::make_shared<const ViewerAnswers::Picture>(
            answers.tile(indexIn(q), q.matches[2].str(),
                         {level > 100 ? -1 : static_cast<int>(level), numberIn(q, 4), numberIn(q, 5)}, q.params));
        tiles.keep(q.target, picture);
      }
      r.set_header("Cache-Control",
                   "private, max-age=3600");  // the address has all it depends on, and this run's token
      r.set_content(picture->bytes, picture->type);
    });
  }
};

ViewerServer::ViewerServer(ViewerCohort& cohort, int port) : http_(std::make_unique<Http>(cohort)) {
  http_->setUp();
  if (port == 0)
    http_->port = http_->server.bind_to_any_port("127.0.0.1");
  else if (http_->server.bind_to_port("127.0.0.1", port))
    http_->port = port;
  if (http_->port <= 0) throw std::runtime_error(fmt::format("port {} of 127.0.0.1 is not available", port));
}

ViewerServer::~ViewerServer() = default;

std::string ViewerServer::address() const {
  return fmt::format("http://127.0.0.1:{}/{}/", http_->port, http_->token);
}

void ViewerServer::run() {
  http_->server.listen_after_bind();
}

bool ViewerServer::isRunning() const {
  return http_->server.is_running();
}

void ViewerServer::stop() {
  http_->server.stop();
}

}  // namespace herald
